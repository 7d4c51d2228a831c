import { kindName, languageName, stateName } from "../../parts/naming";
import { strings } from "../../strings";
import { LISTS, type ListName, parse } from "./filter";

const s = strings.search.filter;
const { narrow } = strings.search;

/** A value of a field, as people call it. */
export function valueName(field: string, value: string): string {
  if (field === LISTS.kinds) return kindName(value);
  if (field === LISTS.languages) return languageName(value);
  if (field === LISTS.states) return stateName(value);
  return field === LISTS.tags ? `“${value}”` : value;
}

/** A filter as people read it: "HERON or LEDGER, PDF, 2025-03 to 2025-05, not seen by me". */
export function inWords(text: string): string {
  const filter = parse(text);
  const { without, from, to, cited, unseen, starred } = filter;
  const names = (list: ListName, values: readonly string[]): string[] => values.map((value) => valueName(LISTS[list], value));
  return [
    ...(Object.keys(LISTS) as ListName[]).map((list) => names(list, filter[list]).join(s.or)),
    ...(Object.keys(LISTS) as ListName[]).flatMap((list) => names(list, without[list]).map(narrow.not)),
    dates(from, to),
    cited ? s.cited : "",
    unseen ? s.unseen : "",
    starred ? s.starred : "",
  ]
    .filter(Boolean)
    .join(", ");
}

/** "2025-03 to 2025-05", "since 2025"; nothing where both ends are open. */
export function dates(from: string, to: string): string {
  if (from && to) return from === to ? from : s.between(from, to);
  return from ? s.since(from) : to ? s.until(to) : "";
}
