/**
 * The commands of the desk, what they take and what they answer.
 * Shaped like the program's JSON: fields may come, none is renamed. Unit numbers start at 1; offsets
 * count Unicode scalar values, start inclusive, end exclusive.
 */

export type Code =
  | "usage"
  | "not_a_case"
  | "exists"
  | "newer_format"
  | "locked"
  | "read_only"
  | "no_space"
  | "damaged"
  | "not_found"
  | "ambiguous"
  | "quote"
  | "query"
  | "refused"
  | "erased"
  | "worker"
  | "file"
  | "nothing_to_undo"
  | "stopped"
  | "internal";

/** Trouble, in words for people. Branch on `code`, never on the words. */
export interface DeskError {
  code: Code;
  message: string;
  hint: string;
  detail: string;
}

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
  | "duplicate"
  | "erased";

export type SourceKind = "received" | "filing" | "register" | "news" | "interview" | "own";
export type Audience = "open" | "internal" | "protect";
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
export type Span = [start: number, end: number];

/** How far a long job is. */
export interface Progress {
  doing: string;
  done: number;
  total: number;
  bytes: number;
  total_bytes: number;
  problems: number;
  elapsed_ms: number;
  current: string;
}

/** What a running job tells. */
export type JobEvent = ({ event: "progress" } & Progress) | { event: "note"; message: string };

/** What the app tells the window. */
export type AppEvent =
  | { kind: "job"; job: string; event: JobEvent }
  | { kind: "job-done"; job: string; ok?: unknown; error?: DeskError }
  | { kind: "changed" }
  | { kind: "open-case"; path: string }
  | { kind: "drop"; paths: string[]; phase: "over" | "drop" | "leave" };

export interface Recent {
  path: string;
  name: string;
  opened: string;
}

/** What this installation remembers; never a document's name, a query or a text. */
export interface Settings {
  author: string | null;
  recents_on: boolean;
  recents: Recent[];
  theme: "system" | "light" | "dark";
  /** Shortcuts that were changed: action id to keys. */
  keys: Record<string, string[]>;
  /** Widths of panes and columns in px, by name. */
  layout: Record<string, number>;
}

export interface Counts {
  documents: number;
  entities: number;
  links: number;
  events: number;
  citations: number;
  unreadable: number;
}

export interface CaseInfo {
  name: string;
  path: string;
  id: string;
  writable: boolean;
  /** Why it cannot be written, if it cannot. */
  reason: string | null;
  counts: Counts;
}

export interface LedgerRow {
  path: string;
  document: string | null;
  parent: string | null;
  kind: string;
  state: State;
  reason: string;
  bytes: number;
  units: number;
  can_retry: boolean;
}

export interface DocumentLine {
  id: string;
  sha256: string;
  paths: string[];
  sources: string[];
  parents: string[];
  kind: string;
  mime: string;
  bytes: number;
  units: number;
  language: string | null;
  date: string | null;
  state: State;
  title: string | null;
  audience: Audience;
}

export interface UnitLine {
  unit: number;
  label: string;
  text: string;
  engine: string;
  quality: number | null;
}

export interface Hit {
  document: string;
  path: string;
  unit: number;
  row: number | null;
  label: string;
  score: number;
  snippet: string;
  snippet_spans: Span[];
  /** In the unit's text. */
  spans: Span[];
  date: string | null;
  sources: string[];
}

export interface CitationPart {
  unit: number;
  start: number;
  end: number;
  quote: string;
}

/** A citation as it speaks to a statement, with the place and the words. */
export interface Spoken {
  citation: string;
  stance: Stance;
  said_by: string | null;
  document: string;
  path: string;
  unit: number | null;
  label: string;
  quote: string;
}

export interface Named {
  id: string;
  name: string;
}

export interface EntityLine {
  id: string;
  schema: string;
  name: string;
  members: string[];
  statements: number;
  supported: boolean;
}

export interface StatementLine {
  id: string;
  entity: string;
  property: string;
  value: string;
  /** As people read it: an entity by its name, else the value. */
  shown: string;
  original: string | null;
  language: string | null;
  standing: Standing;
  author: string;
  at: string;
  withdrawn: boolean;
  supported: boolean;
  ties: Spoken[];
}

export interface LinkLine {
  id: string;
  schema: string;
  label: string;
  from: Named;
  to: Named;
  dates: string[];
  roles: string[];
  standing: Standing | null;
  supported: boolean;
  citations: string[];
}

export interface EntityEvent {
  id: string;
  date: string;
  title: string;
  standing: Standing | null;
  supported: boolean;
}

export interface EntityPage {
  id: string;
  schema: string;
  name: string;
  members: string[];
  statements: StatementLine[];
  links: LinkLine[];
  events: EntityEvent[];
  unsure: Named[];
}

export interface DateLine {
  date: string;
  label: string;
  original: string | null;
  earliest: string | null;
  latest: string | null;
  standing: Standing;
  ties: { citation: string; stance: Stance; said_by: string | null }[];
}

export interface TimelineEvent {
  id: string;
  title: string;
  date: string | null;
  label: string;
  earliest: string | null;
  latest: string | null;
  standing: Standing | null;
  conflict: boolean;
  supported: boolean;
  dates: DateLine[];
  participants: { entity: string; name: string; role: string | null }[];
  citations: string[];
  sources: ({ date: string } & Spoken)[];
}

export interface Added {
  id: string;
  statements: string[];
  warnings: string[];
}

export interface ProblemLine {
  code: string;
  message: string;
  unit: number | null;
}

export interface FoundLine {
  path: string;
  source: string;
  parent: string | null;
  modified: string | null;
}

export interface ChildLine {
  document: string | null;
  path: string;
  kind: string;
  state: string;
}

export interface FactLine {
  id: string;
  schema: string;
  name: string;
  property: string;
  value: string;
  standing: string;
  stance: string;
}

/** A citation, and the facts that rest on it. */
export interface CitedLine {
  citation: string;
  unit: number | null;
  quote: string;
  said_by: string | null;
  translation: string | null;
  author: string;
  at: string;
  facts: FactLine[];
}

export interface Marks {
  seen: boolean;
  starred: boolean;
  tags: string[];
  note: string;
}

export interface DocumentPage {
  id: string;
  sha256: string;
  path: string;
  title: string | null;
  kind: string;
  mime: string;
  bytes: number;
  units: number;
  language: string | null;
  date: string | null;
  state: string;
  reason: string;
  parser: string;
  sandbox: string;
  meta: Record<string, string[]>;
  problems: ProblemLine[];
  found: FoundLine[];
  children: ChildLine[];
  citations: CitedLine[];
  marks: Marks;
  /** It came from a source whose pictures are shown only when asked for. */
  received: boolean;
}

export interface TablePage {
  sheet: string;
  first_row: number;
  rows: number;
  header: string[];
  raw: [row: number, column: number, value: string][];
}

/** A stretch of a unit that a citation rests on. */
export interface CitedSpan {
  citation: string;
  start: number;
  end: number;
  /** x, y, width, height in points. */
  area: [number, number, number, number] | null;
  row: number | null;
  columns: number[];
  /** `in_place`, `moved` or `lost`. */
  hold: string;
}

/** One page, message, section or block of rows. */
export interface UnitPage {
  document: string;
  unit: number;
  units: number;
  kind: "page" | "message" | "sheet" | "slide" | "web" | "section";
  label: string;
  text: string;
  engine: string;
  quality: number | null;
  page: [number, number] | null;
  /** Start, end (scalars), x, y, width, height (points). */
  boxes: [number, number, number, number, number, number][];
  table: TablePage | null;
  cited: CitedSpan[];
}

export interface SuggestedDate {
  start: number;
  end: number;
  words: string;
  in_selection: boolean;
  note: string | null;
  readings: { date: string; label: string; how: string | null }[];
}

export interface SuggestedEntity {
  id: string;
  name: string;
  schema: string;
  start: number;
  end: number;
  words: string;
  in_selection: boolean;
}

export interface SuggestedFact {
  id: string;
  schema: string;
  title: string;
  date: string | null;
  stance: string;
}

export interface SuggestedCitation {
  citation: string;
  start: number;
  end: number;
  quote: string;
  facts: SuggestedFact[];
}

export interface Alike {
  id: string;
  title: string;
  date: string;
  why: string;
  relation: "second_source" | "contradiction";
}

/** What selected words offer. */
export interface Suggestions {
  document: string;
  unit: number;
  start: number;
  end: number;
  quote: string;
  sentence: string;
  dates: SuggestedDate[];
  entities: SuggestedEntity[];
  cited: SuggestedCitation[];
  same: Alike[];
}

interface Facts {
  case: string;
  prop?: string[];
  standing?: Standing;
  /** `ID`, `ID:contradicts` or `ID:context`. */
  cite?: string[];
  /** Words to cite in the same step: `DOC:UNIT:START:END` and how they speak to it, as `:contradicts`. */
  at?: string[];
}

interface Of {
  case: string;
  id: string;
}

/** Every command: what it takes and what it answers. */
export interface Commands {
  settings: { request: Record<string, never>; response: Settings };
  "settings set": { request: Partial<Settings>; response: Settings };
  case: { request: { case: string }; response: CaseInfo };
  new: { request: { case: string; name?: string }; response: { case: string; name: string } };
  demo: { request: { dir?: string }; response: { case: string } };
  ingest: {
    request: { case: string; paths: string[]; source?: string; kind?: SourceKind; jobs?: number };
    response: { found: number; added: number; known: number; states: Partial<Record<State, number>>; bytes: number; seconds: number };
  };
  retry: {
    request: { case: string; state?: State };
    response: { found: number; added: number; known: number; states: Partial<Record<State, number>>; bytes: number; seconds: number };
  };
  ledger: {
    request: { case: string; state?: State };
    response: { found: number; states: Partial<Record<State, number>>; rows: LedgerRow[] };
  };
  documents: { request: { case: string }; response: { total: number; documents: DocumentLine[] } };
  text: {
    request: { case: string; doc: string; unit?: number; version?: string };
    response: { document: string; version: string | null; units: UnitLine[] };
  };
  search: {
    request: {
      case: string;
      query: string[];
      exact?: boolean;
      regex?: boolean;
      limit?: number;
      offset?: number;
      sort?: "relevance" | "date";
    };
    response: { query: string; understood: string; mode: string; total: number; unreadable: number; hits: Hit[] };
  };
  cite: {
    request: {
      case: string;
      doc: string;
      unit: number;
      quote?: string;
      occurrence?: number;
      start?: number;
      to_unit?: number;
      end?: number;
      row?: number;
      columns?: string;
      /** x,y,w,h in points. */
      box?: string;
      said_by?: string;
    };
    response: { citation: string; document: string; parts: CitationPart[] };
  };
  /** A citation and where its words stand now. */
  "citation show": {
    request: Of;
    response: { citation: string; document: string; parts: CitationPart[]; state: "in_place" | "moved" | "lost" | "no_source"; said_by: string | null };
  };
  "entity list": { request: { case: string; schema?: string }; response: { total: number; entities: EntityLine[] } };
  "entity show": { request: Of; response: EntityPage };
  "entity add": { request: Facts & { schema: string; name: string }; response: Added };
  "entity merge": { request: { case: string; left: string; right: string; unsure?: boolean; because?: string }; response: unknown };
  "entity split": { request: { case: string; left: string; right?: string; because?: string }; response: unknown };
  "entity withdraw": { request: Of; response: { id: string; what: string } };
  "link list": { request: { case: string; entity?: string }; response: { total: number; links: LinkLine[] } };
  "link add": { request: Facts & { schema: string; from: string; to: string; date?: string }; response: Added };
  "link withdraw": { request: Of; response: { id: string; what: string } };
  "event add": { request: Facts & { schema?: string; date: string; title: string; participant?: string[] }; response: Added };
  "event withdraw": { request: Of; response: { id: string; what: string } };
  tie: { request: { case: string; fact: string; cite: string[] }; response: { ties: string[] } };
  untie: { request: { case: string; fact: string; cite: string[] }; response: { ties: string[] } };
  timeline: {
    request: { case: string; entity?: string[]; from?: string; to?: string };
    response: { total: number; events: TimelineEvent[] };
  };
  undo: { request: { case: string; before_erase?: boolean }; response: { undone: string[]; what: string[]; made: string } };
  redo: { request: { case: string }; response: { redone: string[]; what: string[]; made: string } };
  document: { request: { case: string; doc: string }; response: DocumentPage };
  unit: { request: { case: string; doc: string; unit?: number }; response: UnitPage };
  mark: {
    request: { case: string; doc?: string[]; seen?: "yes" | "no"; starred?: "yes" | "no"; tag?: string[]; untag?: string[]; note?: string };
    response: { documents: ({ document: string } & Marks)[] };
  };
  tags: { request: { case: string }; response: { tags: { tag: string; documents: number }[] } };
  suggest: { request: { case: string; doc: string; unit?: number; start?: number; end?: number }; response: Suggestions };
}
