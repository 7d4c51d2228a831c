import { count } from "./shared/text/numbers";

function plural(n: number, one: string, many: string): string {
  return `${count(n)} ${n === 1 ? one : many}`;
}

/** Words of the search view about answers: what hits can be narrowed by, why a document is found, a look at a hit. */
export const answers = {
  narrow: {
    title: "Narrow",
    show: "Narrow the hits",
    keys: "Enter keeps to a value, minus leaves it out, arrows move.",
    none: "Nothing to narrow by.",
    fields: { source: "Source", type: "Kind", lang: "Language", entity: "Named in facts", state: "How it was read", tag: "Tag" } as Record<string, string>,
    only: (name: string) => `Keep to ${name}`,
    out: (name: string) => `Leave out ${name}`,
    isOnly: "kept to",
    isOut: "left out",
    of: (documents: number, hits: number) => `${plural(documents, "document", "documents")}, ${plural(hits, "hit", "hits")}`,
    others: (n: number) => `and ${plural(n, "other", "others")}`,
    chips: "What narrows this search",
    not: (name: string) => `not ${name}`,
    or: " or ",
  },
  bars: {
    title: "When",
    label: "Documents with hits over time. Arrows move, Enter shows the span, Backspace goes back.",
    bar: (date: string, documents: number, hits: number) => `${date}: ${plural(documents, "document", "documents")}, ${plural(hits, "hit", "hits")}`,
    all: "All times",
    none: "No document with hits has a date.",
    vaguer: (n: number) => `${count(n)} dated less finely`,
    outside: (n: number) => `${count(n)} at other times`,
    undated: (n: number) => `${count(n)} without a date`,
  },
  orders: { oldest: "Earliest first", added: "Taken in last first", path: "By path" },
  fold: "Fold the nearly same",
  folded: (n: number) => `${plural(n, "other", "others")} nearly the same with hits`,
  foldedKey: "Right shows them",
  unfoldedKey: "Left folds them away",
  alikeNth: (nth: number, of: number) => `${count(nth)} of ${count(of)} nearly the same`,
  groups: (n: number) => `${plural(n, "group", "groups")} after folding`,
  runsOn: (unit: number) => `goes on in ${count(unit)}`,
  explain: {
    action: "Why is this document found, or not?",
    title: "Why is it found, or not?",
    found: (n: number) => `Found, with ${plural(n, "hit", "hits")}.`,
    notFound: "Not found by this search.",
    filter: "Filters",
    ask: "Search so",
    open: "Open",
  },
  look: {
    title: "A quick look",
    action: "Quick look at the hit",
    open: "Open in the reader",
    before: "Hit before",
    next: "Next hit",
  },
  live: {
    title: "In this case",
    source: "from this source",
    kind: "of this kind",
    language: "in this language",
    tag: "with this tag",
    near: "within five words, in either order",
    fuzzy: "one letter off",
    open: "any letters in between",
    whole: "in one document, wherever",
    state: "read in part",
    try: (query: string) => `Search for ${query}`,
  },
};
