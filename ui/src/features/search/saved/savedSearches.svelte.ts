import type { SavedLine } from "../../../api/client";
import type { App } from "../../../state/app.svelte";
import type { Question } from "../../../state/hits.svelte";
import { strings } from "../../../strings";

const s = strings.saved;

/** What a saved search looks for; `since` where only what is new of it is wanted. */
export function questionOf({ query, mode, filter, sort }: SavedLine, since?: number): Question {
  return {
    query,
    mode: mode === "exact" || mode === "regex" ? mode : "words",
    filter,
    sort: sort === "date" ? "date" : "relevance",
    ...(since !== undefined && { since }),
  };
}

/** Whether a search is one that was saved, in whatever order its hits come. */
export function isOf(line: SavedLine, question: Question): boolean {
  return line.query === question.query && line.mode === question.mode && line.filter === question.filter;
}

export async function remove(app: App, line: SavedLine): Promise<void> {
  if (!(await app.asking.ask({ title: s.removeAsk(line.name), text: s.removeText, confirm: s.remove, final: true }))) return;
  await app.case.call("saved remove", { saved: line.id });
  app.toasts.show(s.removed);
}

/** From now on what comes is new. What was seen is what the answer at hand had looked into. */
export async function markSeen(app: App, line: SavedLine, as_of: number): Promise<void> {
  await app.case.call("saved seen", { saved: line.id, as_of });
  app.toasts.show(s.seenDone);
}
