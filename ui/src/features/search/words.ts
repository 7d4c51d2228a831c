import { kindName, languageName } from "../../parts/naming";
import { strings } from "../../strings";
import { parse } from "./filter";

const s = strings.search.filter;

/** A filter as people read it: "HERON or LEDGER, PDF, 2025-03 to 2025-05, not seen by me". */
export function inWords(text: string): string {
  const { sources, kinds, languages, tags, from, to, cited, unseen, starred } = parse(text);
  const any = (values: readonly string[]): string => values.join(s.or);
  return [
    any(sources),
    any(kinds.map(kindName)),
    any(languages.map(languageName)),
    any(tags.map((tag) => `“${tag}”`)),
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
