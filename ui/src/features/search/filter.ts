/** Filters that choose among values, and the field each is written with. */
export const LISTS = { sources: "source", kinds: "type", languages: "lang", entities: "entity", states: "state", tags: "tag" } as const;
export type ListName = keyof typeof LISTS;
const NAMES = Object.keys(LISTS) as ListName[];

type Lists = Record<ListName, string[]>;

/** What restricts a search to some documents. Written for the desk as a query of fields alone. */
export interface Filter extends Lists {
  /** Values that documents must not have. */
  without: Lists;
  /** `2025`, `2025-03` or `2025-03-04`; empty where it is open. */
  from: string;
  to: string;
  cited: boolean;
  unseen: boolean;
  starred: boolean;
}

export const NO_FILTER: Filter = { ...lists(), without: lists(), from: "", to: "", cited: false, unseen: false, starred: false };

const FLAGS = { cited: "has:citation", unseen: "-has:seen", starred: "has:star" } as const;
export type FlagName = keyof typeof FLAGS;

/** `(source:HERON OR source:LEDGER) -type:pdf date:2025-03..2025-05 -has:seen`. */
export function format(filter: Filter): string {
  const parts = NAMES.map((name) => anyOf(LISTS[name], filter[name]));
  for (const name of NAMES) parts.push(...filter.without[name].map((value) => `-${term(LISTS[name], value)}`));
  if (filter.from || filter.to) parts.push(`date:${filter.from === filter.to ? filter.from : `${filter.from}..${filter.to}`}`);
  for (const name of Object.keys(FLAGS) as FlagName[]) parts.push(filter[name] ? FLAGS[name] : "");
  return parts.filter(Boolean).join(" ");
}

/** Reads what `format` wrote, and how the desk writes the same; what makes no sense is left out. */
export function parse(text: string): Filter {
  const filter: Filter = { ...NO_FILTER, ...lists(), without: lists() };
  for (const [, sign = "", field = "", quoted, bare = ""] of text.matchAll(/(-|\bNOT\s+|)(\w+):(?:"([^"]*)"|([^\s()]+))/g)) {
    const not = sign ? "-" : "";
    const value = quoted ?? bare;
    const list = NAMES.find((name) => LISTS[name] === field);
    const flag = (Object.keys(FLAGS) as FlagName[]).find((name) => FLAGS[name] === `${not}${field}:${value}`);
    if (list) (not ? filter.without : filter)[list].push(value);
    else if (flag) filter[flag] = true;
    else if (field === "date" && !not) {
      const [from = "", to = from] = value.split("..");
      filter.from = isDate(from) ? from : "";
      filter.to = isDate(to) ? to : "";
    }
  }
  return filter;
}

export function isEmpty(filter: Filter): boolean {
  return format(filter) === "";
}

/** Whether documents must have a value, must not, or neither. */
export type Choice = "only" | "out" | undefined;

export function choiceOf(filter: Filter, field: string, value: string): Choice {
  const list = NAMES.find((name) => LISTS[name] === field);
  if (!list) return undefined;
  return filter[list].includes(value) ? "only" : filter.without[list].includes(value) ? "out" : undefined;
}

/** The filter with a value kept to or left out; the same once more takes that back. */
export function choose(filter: Filter, field: string, value: string, choice: "only" | "out"): Filter {
  const list = NAMES.find((name) => LISTS[name] === field);
  if (!list) return filter;
  const isOff = choiceOf(filter, field, value) === choice;
  const change = (values: readonly string[], isIn: boolean): string[] => [...values.filter((other) => other !== value), ...(isIn ? [value] : [])];
  return {
    ...filter,
    [list]: change(filter[list], choice === "only" && !isOff),
    without: { ...filter.without, [list]: change(filter.without[list], choice === "out" && !isOff) },
  };
}

/** Whether it is a year, a month or a day. */
export function isDate(text: string): boolean {
  const [, , month, day] = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$/.exec(text) ?? [null, "", "99"];
  return (month === undefined || (Number(month) >= 1 && Number(month) <= 12)) && (day === undefined || (Number(day) >= 1 && Number(day) <= 31));
}

/** A field and a value, as a query has them. */
export function term(field: string, value: string): string {
  return `${field}:${/^[\p{L}\p{N}_-]+$/u.test(value) ? value : `"${value.replaceAll('"', "")}"`}`;
}

function anyOf(field: string, values: readonly string[]): string {
  const terms = values.map((value) => term(field, value));
  return terms.length > 1 ? `(${terms.join(" OR ")})` : (terms[0] ?? "");
}

function lists(): Lists {
  return { sources: [], kinds: [], languages: [], entities: [], states: [], tags: [] };
}
