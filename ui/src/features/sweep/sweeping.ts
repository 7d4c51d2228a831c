import type { Request, SweepAnswer, SweepLine } from "../../api/client";
import type { App } from "../../state/app.svelte";
import type { Mode } from "../../state/hits.svelte";
import { strings } from "../../strings";

const s = strings.sweep;

export type Way = "exact" | "folded" | "fuzzy" | "transliterated";
export const WAYS: readonly Way[] = ["exact", "folded", "fuzzy", "transliterated"];

export const isFound = ({ counts }: SweepLine): boolean => WAYS.some((way) => counts[way] > 0);

/** What to search for, to see the places of one way. */
export function queryOf({ name, queries }: SweepLine, way: Way): { q: string; mode: Mode } {
  if (way === "exact") return { q: name, mode: "exact" };
  return { q: (way === "folded" ? null : queries[way]) ?? queries.folded, mode: "words" };
}

/** Whether a way finds only what a stricter one has: its words stand wherever the name does as it is typed. */
export function addsNothing({ counts }: SweepLine, way: Way): boolean {
  const least = way === "folded" ? counts.exact : counts.folded;
  return way !== "exact" && counts[way] === least;
}

/** The ways in which a name was looked for and found. */
export function foundIn({ counts }: SweepLine): Way[] {
  return WAYS.filter((way) => counts[way] > 0);
}

/** Its words if they stand anywhere, else the first way that finds anything. */
export function bestWay(line: SweepLine): Way {
  return line.counts.folded > 0 ? "folded" : (foundIn(line)[0] ?? "folded");
}

export function openHits(app: App, line: SweepLine, way: Way = bestWay(line)): void {
  const { q, mode } = queryOf(line, way);
  app.location.go({ view: "search", query: { q, ...(mode === "words" ? {} : { mode }) } });
}

export type NewSweep = Omit<Request<"sweep">, "case">;

/** Runs it where its progress is shown, and shows what it found: there, or by a word where one has gone on. */
async function follow(app: App, starting: ReturnType<typeof app.case.start<"sweep" | "sweep again">>): Promise<SweepAnswer> {
  const answer = await app.jobs.follow(s.running, starting);
  const { view } = app.location.place;
  if (view !== "sweep" && answer.id) {
    const { id } = answer;
    app.toasts.show(s.done(answer.name, answer.found), { action: { label: s.show, run: () => app.location.go({ view: "sweep", id }) } });
  }
  return answer;
}

export function sweepNew(app: App, asked: NewSweep): Promise<SweepAnswer> {
  return follow(app, app.case.start("sweep", asked));
}

export function sweepAgain(app: App, id: string): Promise<SweepAnswer> {
  return follow(app, app.case.start("sweep again", { id, all: true }));
}
