import type { EventLine, SourceLine } from "../../api/types";
import { needsSaying } from "../../parts/standing";
import { DAY, parseEnd, parseStart } from "./time";

/** How an end of a mark is drawn: as known, fading, or going on. */
export type End = "sharp" | "soft" | "open";
/** How something is known, as it is drawn. */
export type Look = "solid" | "light" | "outline" | "dotted" | "struck";
export type Thread = "tied" | "unsourced" | "changed";

/** A place that speaks to a date. */
export type Source = SourceLine;

/** One date of an event, as it is drawn. */
export interface Mark {
  from: number;
  to: number;
  start: End;
  end: End;
  /** Exact to the day, or closer. */
  isPoint: boolean;
  look: Look;
  thread: Thread;
}

/** An event, ready to be drawn. */
export interface Item {
  event: EventLine;
  /** The date it is known by first; none for an undated one. */
  marks: Mark[];
  from: number;
  to: number;
  /** Who or what speaks against it. */
  against: Source[];
  /** How many sources its dates rest on; what is of one origin counts once. */
  sources: number;
}

export function itemOf(event: EventLine): Item {
  const marks = marksOf(event);
  return {
    event,
    marks,
    from: Math.min(...marks.map(({ from }) => from)),
    to: Math.max(...marks.map(({ to }) => to)),
    against: againstOf(event),
    sources: countOrigins(event.sources.filter(({ stance }) => stance === "supports")),
  };
}

/** What speaks against an event; not what gives it another day: that is a conflict of dates. */
function againstOf({ sources }: EventLine): Source[] {
  const supporting = new Set(sources.filter(({ stance }) => stance === "supports").map(({ citation }) => citation));
  return sources.filter(({ stance, citation }) => stance === "contradicts" && !supporting.has(citation));
}

export function lookOfStanding(standing: string | null): Look {
  switch (standing) {
    case "documented":
    case "admitted":
    case "convicted":
      return "solid";
    case "alleged":
    case "charged":
      return "outline";
    case "inferred":
      return "dotted";
    case "denied":
    case "negated":
    case "acquitted":
      return "struck";
    default:
      return "light";
  }
}

export function threadOf(event: EventLine): Thread {
  if (event.because) return "changed";
  return event.supported ? "tied" : "unsourced";
}

/** Whether somebody prefers one of its dates to the others. */
export function isPreferred({ dates }: EventLine): boolean {
  return dates.some(({ preferred }) => preferred?.counts);
}

/** How many origins places have: those that go back to one source are one, as two papers that quote one report are. */
export function countOrigins(sources: readonly Source[]): number {
  let groups: Set<string>[] = [];
  for (const { origins, document } of sources) {
    const own = new Set(origins.length > 0 ? origins : [document]);
    const shares = (group: Set<string>): boolean => [...own].some((name) => group.has(name));
    const joined = groups.filter(shares).flatMap((group) => [...group]);
    groups = [...groups.filter((group) => !shares(group)), new Set([...own, ...joined])];
  }
  return groups.length;
}

/** One for each date where sources give several, else the one it is known by. */
function marksOf(event: EventLine): Mark[] {
  const { dates } = event;
  const said = needsSaying(event.standing) ? event.standing : null;
  if (dates.length > 1 && dates.every(({ property }) => property === "date")) {
    const first = dates.find(({ date }) => date === event.date);
    const ordered = first ? [first, ...dates.filter((date) => date !== first)] : dates;
    return ordered.flatMap((date) =>
      mark(date.date, date.earliest, date.latest, lookOfStanding(said ?? date.standing), date.ties.some(({ stance }) => stance === "supports") ? threadOf(event) : "unsourced"),
    );
  }
  return mark(event.date, event.earliest, event.latest, lookOfStanding(said ?? dates[0]?.standing ?? event.standing), threadOf(event));
}

function mark(date: string | null, earliest: string | null, latest: string | null, look: Look, thread: Thread): Mark[] {
  if (date === null) return [];
  const [from, to] = [parseStart(earliest), parseEnd(latest)];
  const known = from ?? to;
  if (known === null) return [];
  const [first = "", last = first] = date.split("/");
  const isDoubted = (part: string): boolean => /[~?%]/.test(part);
  const ofEnd = (part: string, moment: number | null): End => (part === ".." ? "open" : part === "" || moment === null || isDoubted(part) ? "soft" : "sharp");
  const [start, end] = [ofEnd(first, from), ofEnd(last, to)];
  // An open end is drawn from the last day that is known.
  const [low, high] = [from ?? (to ?? known) - DAY, to ?? lastOf(first, known)];
  return [{ from: low, to: Math.max(high, low), start, end, isPoint: start === "sharp" && end === "sharp" && high - low <= DAY, look, thread }];
}

function lastOf(part: string, otherwise: number): number {
  return parseEnd(part.replaceAll(/[~?%]/g, "")) ?? otherwise + DAY;
}
