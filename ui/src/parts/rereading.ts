import { strings } from "../strings";

/** What came of reading documents again: whether all could be read, and whether citations came loose by it. */
export function readAgain({ unreadable, problems }: { unreadable: number; problems: unknown[] }): string {
  const s = strings.library.ledger;
  return withLoosened(unreadable > 0 ? s.retried(unreadable) : s.readAll, problems.length);
}

/** What is told, and after it that citations came loose. */
export function withLoosened(told: string, n: number): string {
  return n > 0 ? `${told} ${strings.pictures.loosened(n)}.` : told;
}
