import type { Standing, SuggestedDate, SuggestedEntity, Suggestions } from "../../../api/client";

/** Somebody or something a fact names: known to the case, or made when the fact is saved. */
export interface Who {
  /** Empty: to be made. */
  id: string;
  name: string;
  schema: string;
}

export interface Part {
  who: Who;
  role: string;
}

/** A fact as its form holds it. */
export interface Draft {
  kind: FactKind;
  schema: string;
  /** Title of an event, name of an entity. */
  title: string;
  date: string;
  parts: Part[];
  from: Who | undefined;
  to: Who | undefined;
  standing: Standing;
  saidBy: string;
  details: { property: string; value: string }[];
}

export type FactKind = "cite" | "event" | "entity" | "link";

const TITLE_CHARS = 110;
export const EVENT_KINDS = ["Event", "Shipment", "Trip", "Project"] as const;
export const LINK_KINDS = [
  "Ownership",
  "Control",
  "Directorship",
  "Employment",
  "Representation",
  "Membership",
  "Payment",
  "Debt",
  "Family",
  "Associate",
  "Succession",
  "UnknownLink",
] as const;
export const ENTITY_KINDS = ["Company", "Person", "Organization", "PublicBody", "Product", "ProductUnit", "Site", "Address", "Vessel", "Airplane", "Vehicle", "BankAccount", "CourtCase", "Contract"] as const;
export const STANDINGS: Standing[] = ["reported", "documented", "alleged", "charged", "admitted", "convicted", "acquitted", "denied", "inferred", "negated"];

/** Filled with what the words offer. What is not clear is left open: two readings of a date are never one. */
export function draftOf(kind: FactKind, quote: string, offers: Suggestions | undefined): Draft {
  const named = (offers?.entities ?? []).filter(({ in_selection }) => in_selection).map(whoOf);
  const [first] = offers?.dates ?? [];
  return {
    kind,
    schema: kind === "link" ? "UnknownLink" : kind === "entity" ? kindOfName(nameOf(quote)) : "Event",
    title: kind === "entity" ? nameOf(quote) : titleOf(quote),
    date: kind === "entity" ? "" : dateOf(first),
    parts: kind === "event" ? named.map((who) => ({ who, role: "" })) : [],
    from: named[0],
    to: named[1],
    standing: "reported",
    saidBy: "",
    details: [],
  };
}

/** The date, if it can be read in one way only. */
export function dateOf(found: SuggestedDate | undefined): string {
  return found?.readings.length === 1 ? (found.readings[0]?.date ?? "") : "";
}

export function whoOf({ id, name, schema }: SuggestedEntity): Who {
  return { id, name, schema };
}

/** A first title: the words on one line, cut at a word. */
export function titleOf(quote: string): string {
  // The full stop of a sentence goes, that of an abbreviation stays: `B.V.`
  const line = nameOf(quote).replace(/(?<=[\p{L}\p{N}]{3})\.$/u, "");
  const chars = [...line];
  if (chars.length <= TITLE_CHARS) return line;
  const cut = chars.slice(0, TITLE_CHARS).join("");
  const space = cut.lastIndexOf(" ");
  return `${(space > TITLE_CHARS / 2 ? cut.slice(0, space) : cut).trimEnd()}…`;
}

/** Cells that stand for nothing, as in `is_blank_cell` of the desk: they are cited as they stand, and are nobody's name. */
const BLANK = /^(null|\(null\)|\\n|nil|none|nan|#?n\/a|n\.a\.?|n\/k|tba|tbd|\(blank\)|无|無|暂无|不适用|[-–—－_/*.? ]*)$/i;

/** A name without the signs that part it from what follows, and without cells that say nothing. */
export function nameOf(quote: string): string {
  const cells = quote.split("\t").filter((cell) => !BLANK.test(cell.trim()));
  return oneLine(cells.join("\t")).replace(/[。;；,，、:：]+$/u, "");
}

/** What is missing before it can be saved; null if nothing. */
export function missing({ kind, title, date, from, to }: Draft): "title" | "date" | "ends" | null {
  if (kind === "link") return from && to ? null : "ends";
  if (kind === "cite") return null;
  if (!title.trim()) return "title";
  return kind === "event" && !date.trim() ? "date" : null;
}

/** A first guess by how it is called; the form shows it and it is easily changed. */
export function kindOfName(name: string): string {
  if (/(\b(ltd|limited|inc|llc|gmbh|b\.?v|n\.?v|s\.?a|pte|plc|corp|bhd|fz-llc|co|a\.?g|logistics|trading)\b\.?|公司|集团|株式会社|企业)/iu.test(name)) return "Company";
  if (/(ministry|department|bureau|customs|authority|inspection|部$|局$|委员会$|海关)/iu.test(name)) return "PublicBody";
  if (/\d{3}/.test(name) && !/\s/.test(name.trim())) return "ProductUnit";
  if (/^(\p{Lu}[\p{L}.’'-]*\s+){1,3}\p{Lu}[\p{L}’'-]*$/u.test(name.trim()) || /^\p{Script=Han}{2,4}$/u.test(name.trim())) return "Person";
  return "Company";
}

function oneLine(text: string): string {
  // A line break between two Han characters is none.
  return text.trim().replace(/(?<=\p{Script=Han})\s*\n\s*(?=\p{Script=Han})/gu, "").replace(/\s+/g, " ");
}
