import { strings } from "../strings";

/** Whether it must be said wherever the fact is shown: an allegation is never read as if it were known. */
export function needsSaying(standing: string | null): standing is string {
  return standing !== null && standing !== "documented" && standing !== "reported";
}

/** Whether it says that something is not so; else that it is, surely or not. */
export function denies(standing: string): boolean {
  return ["denied", "negated", "acquitted"].includes(standing);
}

/** How something is known, in a word. */
export function standingWord(standing: string): string {
  return (strings.standings as Record<string, string>)[standing] ?? standing;
}
