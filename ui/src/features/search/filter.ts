/** What restricts a search to some documents. Written for the desk as a query of fields alone. */
export interface Filter {
  sources: string[];
  kinds: string[];
  languages: string[];
  tags: string[];
  /** `2025`, `2025-03` or `2025-03-04`; empty where it is open. */
  from: string;
  to: string;
  cited: boolean;
  unseen: boolean;
  starred: boolean;
}

export const NO_FILTER: Filter = { sources: [], kinds: [], languages: [], tags: [], from: "", to: "", cited: false, unseen: false, starred: false };

/** Filters that choose among values, and the field each is written with. */
export const LISTS = { sources: "source", kinds: "type", languages: "lang", tags: "tag" } as const;
export type ListName = keyof typeof LISTS;
const FLAGS = { cited: "has:citation", unseen: "-has:seen", starred: "has:star" } as const;
export type FlagName = keyof typeof FLAGS;

/** `(source:HERON OR source:LEDGER) type:pdf date:2025-03..2025-05 -has:seen`. */
export function format(filter: Filter): string {
  const parts = (Object.keys(LISTS) as ListName[]).map((name) => anyOf(LISTS[name], filter[name]));
  if (filter.from || filter.to) parts.push(`date:${filter.from === filter.to ? filter.from : `${filter.from}..${filter.to}`}`);
  for (const name of Object.keys(FLAGS) as FlagName[]) parts.push(filter[name] ? FLAGS[name] : "");
  return parts.filter(Boolean).join(" ");
}

/** Reads what `format` wrote; what makes no sense is left out. */
export function parse(text: string): Filter {
  const filter: Filter = { ...NO_FILTER, sources: [], kinds: [], languages: [], tags: [] };
  for (const [, not = "", field = "", quoted, bare = ""] of text.matchAll(/(-?)(\w+):(?:"([^"]*)"|([^\s()]+))/g)) {
    const value = quoted ?? bare;
    const list = (Object.keys(LISTS) as ListName[]).find((name) => LISTS[name] === field);
    const flag = (Object.keys(FLAGS) as FlagName[]).find((name) => FLAGS[name] === `${not}${field}:${value}`);
    if (list && !not) filter[list].push(value);
    else if (flag) filter[flag] = true;
    else if (field === "date") {
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

/** Whether it is a year, a month or a day. */
export function isDate(text: string): boolean {
  const [, , month, day] = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$/.exec(text) ?? [null, "", "99"];
  return (month === undefined || (Number(month) >= 1 && Number(month) <= 12)) && (day === undefined || (Number(day) >= 1 && Number(day) <= 31));
}

function anyOf(field: string, values: readonly string[]): string {
  const terms = values.map((value) => `${field}:${/^[\p{L}\p{N}_-]+$/u.test(value) ? value : `"${value.replaceAll('"', "")}"`}`);
  return terms.length > 1 ? `(${terms.join(" OR ")})` : (terms[0] ?? "");
}
