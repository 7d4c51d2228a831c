import type { EventLine } from "../../api/types";
import type { Belonging, LaneMode } from "./lanes";
import type { Item } from "./model";

/** What the address says is to be shown. */
export interface Filters {
  who: string[];
  source: string;
  text: string;
  from: string;
  to: string;
}

export function filtersOf(query: Record<string, string>): Filters {
  return { who: (query.who ?? "").split(",").filter(Boolean), source: query.source ?? "", text: query.q ?? "", from: query.from ?? "", to: query.to ?? "" };
}

export function isFiltering({ who, source, text, from, to }: Filters): boolean {
  return who.length > 0 || [source, text, from, to].some((value) => value.trim() !== "");
}

/** The same for the desk, which writes files by it. */
export function requestOf({ who, source, text, from, to }: Filters): { entity?: string[]; source?: string; text?: string; from?: string; to?: string } {
  return {
    entity: who.length > 0 ? who : undefined,
    source: source || undefined,
    text: text.trim() || undefined,
    from: from || undefined,
    to: to || undefined,
  };
}

/** As the desk's `timeline` with `source` and `text`: whether every word is in the title, the names, the date's wording or the cited words. */
export function fits(event: EventLine, { text, source }: Filters): boolean {
  if (source && !event.sources.some(({ sources }) => sources.includes(source))) return false;
  const words = text.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return true;
  const all = [
    event.title,
    event.label,
    ...event.participants.flatMap(({ name, role }) => [name, role ?? ""]),
    ...event.dates.map(({ original }) => original ?? ""),
    ...event.sources.flatMap(({ quote, path }) => [quote, path]),
  ]
    .join("\n")
    .toLocaleLowerCase();
  return words.every((word) => all.includes(word));
}

/** What an event is laid with, the first being the one that counts. */
export function belongings(mode: LaneMode, schemas: ReadonlyMap<string, string>, kindTitle: (schema: string) => string): (item: Item) => Belonging[] {
  if (mode === "who") {
    return ({ event }) => event.participants.map(({ entity, name }) => ({ id: entity, title: name, schema: schemas.get(entity) ?? "Thing" }));
  }
  if (mode === "source") {
    return ({ event }) => [...new Set(event.sources.flatMap(({ sources }) => sources))].map((name) => ({ id: name, title: name }));
  }
  return ({ event }) => [{ id: event.schema ?? "Event", title: kindTitle(event.schema ?? "Event") }];
}
