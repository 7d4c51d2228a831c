import type { CaseAnswer, DocumentLine, EventLine, HitLine, Ingest, Recent } from "./types";

/**
 * The window's names for wire types, and the words that the desk sends as plain strings.
 */

export type CaseInfo = CaseAnswer;
export type RecentCase = Recent;
export type Hit = HitLine;
export type TimelineEvent = EventLine;
/** Offsets in a text in Unicode scalar values; start inclusive, end exclusive. */
export type Span = [start: number, end: number];
export type SourceKind = NonNullable<Ingest["kind"]>;
export type Audience = DocumentLine["audience"];
export type State =
  | "queued"
  | "indexed"
  | "partly"
  | "no_text"
  | "empty"
  | "encrypted"
  | "unsupported"
  | "corrupt"
  | "parser_failed"
  | "timed_out"
  | "limit_hit"
  | "read_error"
  | "skipped"
  | "set_aside"
  | "duplicate"
  | "erased";
export type Stance = "supports" | "contradicts" | "context";
export type Standing =
  | "documented"
  | "reported"
  | "alleged"
  | "charged"
  | "admitted"
  | "convicted"
  | "acquitted"
  | "denied"
  | "inferred"
  | "negated";
