import type { DocumentLine, Marks, State } from "../../api/client";
import { foldedWords } from "../../shared/text/match";

/** Which documents are shown. */
export interface Narrowing {
  /** Words of the name or the path. */
  words: string;
  sources: string[];
  kinds: string[];
  /** `unreadable` stands for every state in which words may be missing. */
  states: string[];
  tags: string[];
  seen: "yes" | "no" | "";
  starred: boolean;
}

const READABLE: readonly string[] = ["indexed", "empty", "set_aside", "duplicate", "erased", "skipped"] satisfies State[];

/** Whether a search may miss words of it. */
export function isUnreadable(state: string): boolean {
  return !READABLE.includes(state);
}

/** Whether something is to be shown whose state this is. */
export function isOfState(state: string, wanted: readonly string[]): boolean {
  return wanted.length === 0 || wanted.includes(state) || (wanted.includes("unreadable") && isUnreadable(state));
}

/** Ledger rows with what is inside a file right under it, else in the order they were found. */
export function underParents<T extends { path: string }>(rows: readonly T[]): T[] {
  const paths = new Set(rows.map(({ path }) => path));
  const inside = new Map<string, T[]>();
  const placed: T[] = [];
  for (const row of rows) {
    const parent = row.path.slice(0, Math.max(0, row.path.lastIndexOf("//")));
    if (!paths.has(parent)) placed.push(row);
    else if (inside.has(parent)) inside.get(parent)?.push(row);
    else inside.set(parent, [row]);
  }
  // A path may stand there twice, from two sources: what is inside is shown under the first.
  const out: T[] = [];
  const stack = placed.reverse();
  for (let row = stack.pop(); row; row = stack.pop()) {
    out.push(row);
    for (const child of inside.get(row.path)?.reverse() ?? []) stack.push(child);
    inside.delete(row.path);
  }
  return out;
}

export function nameOf({ title, paths, id }: DocumentLine): string {
  return title ?? paths[0] ?? id;
}

/** What is known of documents besides their lines. */
export interface Known {
  /** Titles and paths, folded, in the order of the lines. Asked for only if words are looked for. */
  names(): readonly string[];
  marksOf(line: DocumentLine): Marks;
}

/** The documents that fit, in their order. */
export function narrowed(lines: readonly DocumentLine[], known: Known, by: Narrowing): readonly DocumentLine[] {
  const words = foldedWords(by.words);
  const tests: ((line: DocumentLine, idx: number) => boolean)[] = [];
  if (by.sources.length > 0) tests.push(({ sources }) => sources.some((source) => by.sources.includes(source)));
  if (by.kinds.length > 0) tests.push(({ kind }) => by.kinds.includes(kind));
  if (by.states.length > 0) tests.push(({ state }) => isOfState(state, by.states));
  if (by.tags.length > 0) tests.push((line) => known.marksOf(line).tags.some((tag) => by.tags.includes(tag)));
  if (by.seen) tests.push((line) => known.marksOf(line).seen === (by.seen === "yes"));
  if (by.starred) tests.push((line) => known.marksOf(line).starred);
  if (words.length > 0) {
    const all = known.names();
    tests.push((_, idx) => words.every((word) => all[idx]?.includes(word)));
  }
  return tests.length === 0 ? lines : lines.filter((line, idx) => tests.every((test) => test(line, idx)));
}

/** How many are in each state, and first of all those whose words may be missing. */
export function stateCounts(states: Readonly<Record<string, number>>): { state: string; n: number }[] {
  return Object.entries(states)
    .map(([state, n]) => ({ state, n }))
    .sort((a, b) => Number(isUnreadable(b.state)) - Number(isUnreadable(a.state)) || b.n - a.n);
}

/** Reads the address. Values of one list are parted by line breaks: no name of a source or tag has one. */
export function narrowingOf(query: Readonly<Record<string, string>>): Narrowing {
  const list = (key: string): string[] => (query[key] ?? "").split("\n").filter(Boolean);
  return {
    words: query.q ?? "",
    sources: list("source"),
    kinds: list("kind"),
    states: list("state"),
    tags: list("tag"),
    seen: query.seen === "yes" || query.seen === "no" ? query.seen : "",
    starred: query.star === "1",
  };
}

export function addressOf(by: Partial<Narrowing>): Record<string, string> {
  const address: Record<string, string> = {};
  if (by.words !== undefined) address.q = by.words;
  if (by.sources) address.source = by.sources.join("\n");
  if (by.kinds) address.kind = by.kinds.join("\n");
  if (by.states) address.state = by.states.join("\n");
  if (by.tags) address.tag = by.tags.join("\n");
  if (by.seen !== undefined) address.seen = by.seen;
  if (by.starred !== undefined) address.star = by.starred ? "1" : "";
  return address;
}
