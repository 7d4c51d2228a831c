import type { Audience, KnownSource, SourceKind } from "../../api/client";
import type { SourceForm } from "../../state/intake.svelte";

export const KINDS: readonly SourceKind[] = ["received", "filing", "register", "news", "interview", "own"];
export const AUDIENCES: readonly Audience[] = ["open", "internal", "protect"];

/** The source form while it is filled in. */
export interface SourceDraft {
  /** A source of the case, by its code name; null for a new one. */
  known: string | null;
  name: string;
  kind: SourceKind;
  audience: Audience;
  /** Somebody chose it: another kind does not change it any more. */
  audienceChosen: boolean;
  obtained: string;
  attribution: string;
  reliability: string;
  credibility: string;
  /** The code name of the source it derives from; empty where it stands on its own. */
  derivedFrom: string;
}

/** What people who trust us handed over is protected unless somebody says otherwise. */
export function defaultAudience(kind: SourceKind): Audience {
  return kind === "received" || kind === "interview" || kind === "own" ? "protect" : "open";
}

/** A form to begin with: the source that was named last, if there is one still. */
export function newDraft(known: readonly KnownSource[], last: SourceForm | undefined): SourceDraft {
  const before = last?.source === undefined ? undefined : knownOf(known, last.source);
  return {
    known: before?.name ?? null,
    name: "",
    kind: "received",
    audience: defaultAudience("received"),
    audienceChosen: false,
    obtained: "",
    attribution: "",
    reliability: "",
    credibility: "",
    derivedFrom: "",
  };
}

/** The source of this code name, however it is written. */
export function knownOf(known: readonly KnownSource[], name: string): KnownSource | undefined {
  const wanted = name.trim().toLowerCase();
  return known.find((source) => source.name.toLowerCase() === wanted);
}

/** What is sent; nothing while the code name is missing. */
export function formOf(draft: SourceDraft, known: readonly KnownSource[]): SourceForm | undefined {
  const before = knownOf(known, draft.known ?? draft.name);
  // A source that is known is as it was said first: what it is is not said again.
  if (before) return { source: before.name, kind: before.kind, audience: before.audience };
  const source = draft.name.trim();
  if (!source) return undefined;
  const text = (value: string): string | undefined => value.trim() || undefined;
  return {
    source,
    kind: draft.kind,
    audience: draft.audience,
    obtained: text(draft.obtained),
    attribution: text(draft.attribution),
    reliability: text(draft.reliability),
    credibility: text(draft.credibility),
    derived_from: draft.derivedFrom ? [draft.derivedFrom] : undefined,
  };
}
