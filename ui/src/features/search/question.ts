import { type Question, SORTS } from "../../state/hits.svelte";

/** The search that an address names; nothing where it names no words. */
export function questionOf(query: Readonly<Record<string, string>>): Question | undefined {
  const { q = "", mode, f = "", sort, fold, open = "", since = "" } = query;
  if (!q.trim()) return undefined;
  const isExact = mode === "exact";
  return {
    // White space counts where the words are taken as typed.
    query: isExact || mode === "regex" ? q : q.trim(),
    mode: isExact || mode === "regex" ? mode : "words",
    filter: f,
    sort: SORTS.find((known) => known === sort) ?? "relevance",
    fold: fold === "1",
    open: fold === "1" ? open.split(",").filter(Boolean) : [],
    ...(/^\d{1,15}$/.test(since) && { since: Number(since) }),
  };
}

/** The parameters of an address that name a search. */
export function addressOf({ query, mode, filter, sort, fold, open, since }: Question): Record<string, string> {
  return {
    q: query,
    mode: mode === "words" ? "" : mode,
    f: filter,
    sort: sort === "relevance" ? "" : sort,
    fold: fold ? "1" : "",
    open: fold ? (open ?? []).join(",") : "",
    since: since === undefined ? "" : String(since),
    hit: "",
  };
}

/** The hit an address names, from 0; -1 for none. */
export function hitOf(query: Readonly<Record<string, string>>): number {
  return /^[1-9]\d{0,8}$/.test(query.hit ?? "") ? Number(query.hit) - 1 : -1;
}
