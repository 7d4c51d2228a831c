import type { ExplainPart } from "../../api/client";
import type { App } from "../../state/app.svelte";
import type { Mode } from "../../state/hits.svelte";

/** A document and the search it is explained for. */
export interface Asked {
  /** The window it was asked in. */
  of: App;
  document: string;
  query: string;
  mode: Mode;
  filter: string;
}

/** What the dialog is about; nothing while it is closed. */
class Explaining {
  asked = $state.raw<Asked>();
  /** The document of the hit that is chosen in the list, without being open. */
  chosen: string | undefined;
}

export const explaining = new Explaining();

/** The document at hand, and the search at hand. */
export function explainable(app: App): Asked | undefined {
  const { question, at } = app.hits;
  if (!question || app.hits.error) return undefined;
  const document = app.location.place.reader?.document ?? explaining.chosen ?? app.hits.hit(at)?.document;
  return document ? { of: app, document, query: question.query, mode: question.mode, filter: question.filter } : undefined;
}

/** Whether one part of a whole is why the whole does not hold: what stands elsewhere is not, where another part is nowhere. */
export function decidesIn(whole: ExplainPart, part: ExplainPart): boolean {
  const isNowhere = ({ standing }: ExplainPart): boolean => standing !== "matched" && standing !== "elsewhere";
  if (whole.kind === "and") return isNowhere(part) || !whole.parts.some(isNowhere);
  // What may stand in place of it, or must not stand there at all.
  return whole.kind !== "not" && (whole.kind === "document" || part.standing === whole.standing);
}
