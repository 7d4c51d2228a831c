// Written from the Rust types by `cargo xtask types`. Not to be edited.

export type Added = { id: string, statements: Array<string>, warnings: Array<string>, };

export type Blobs = { ok: number, changed: number, missing: number, };

export type CaseAnswer = { id: string, name: string, path: string, writable: boolean, reason: string | null, counts: Counts, };

export type CheckAnswer = { sound: boolean, database: string, log: LogLines, tables_that_differ: Array<string>, blobs_ok: number, blobs_changed: Array<string>, blobs_missing: Array<string>, files_unnamed: number, index: IndexReport, };

export type ChildLine = { document: string | null, path: string, kind: string, state: string, };

export type CitationPage = { citation: string, document: string, parts: Array<CitedPart>, state: string, said_by: string | null, };

export type CitationProblem = { citation: string, document: string, unit: number | null, was: string, now: string, why: string, };

export type Citations = { in_place: number, moved: number, lost: number, no_source: number, };

export type Cite = { case: string, doc: string, unit?: number, quote?: string, occurrence?: number, row?: number, columns?: string, said_by?: string, };

export type Cited = { citation: string, document: string, parts: Array<Part>, };

export type CitedLine = { citation: string, unit: number | null, quote: string, said_by: string | null, translation: string | null, author: string, at: string, facts: Array<FactLine>, };

export type CitedPart = { unit: number, start: number, end: number, row: number | null, area: [number, number, number, number] | null, quote: string, };

export type CitedSpan = { citation: string, start: number, end: number, area: [number, number, number, number] | null, row: number | null, columns: Array<number>, hold: string, };

export type Code = "usage" | "not_a_case" | "exists" | "newer_format" | "locked" | "read_only" | "no_space" | "damaged" | "not_found" | "ambiguous" | "quote" | "query" | "refused" | "erased" | "held" | "worker" | "file" | "nothing_to_undo" | "nothing_to_redo" | "stopped" | "internal";

export type Counts = { documents: number, entities: number, links: number, events: number, citations: number, unreadable: number, };

export type DateLine = { property: string, date: string, label: string, original: string | null, earliest: string | null, latest: string | null, standing: string, author: string, ties: Array<TieLine>, };

export type Demo = { dir?: string, };

export type DemoAnswer = { path: string, name: string, documents: number, citations: number, entities: number, links: number, events: number, states: { [key in string]: number }, };

export type DocumentLine = { id: string, sha256: string, paths: Array<string>, sources: Array<string>, parents: Array<string>, kind: string, mime: string, bytes: number, units: number, language: string | null, date: string | null, state: string, title: string | null, audience: "open" | "internal" | "protect", } & Marks;

export type DocumentPage = { id: string, sha256: string, path: string, title: string | null, kind: string, mime: string, bytes: number, units: number, language: string | null, date: string | null, state: string, reason: string, parser: string, sandbox: string, meta: Record<string, string[]>, problems: Array<ProblemLine>, found: Array<FoundLine>, children: Array<ChildLine>, citations: Array<CitedLine>, marks: Marks, received: boolean, };

export type Documents = { case: string, };

export type DocumentsAnswer = { total: number, documents: Array<DocumentLine>, };

export type DropPhase = "over" | "drop" | "leave";

export type EdgeLine = { source: string, target: string, source_range: string | null, target_range: string | null, directed: boolean, label: string, };

export type Entities = { total: number, entities: Array<EntityLine>, };

export type EntityAdd = { case: string, schema: string, name: string, prop?: Array<string>, standing?: string, cite?: Array<string>, };

export type EntityEvent = { id: string, date: string, title: string, standing: string | null, supported: boolean, because: string | null, };

export type EntityLine = { id: string, schema: string, name: string, members: Array<string>, statements: number, supported: boolean, };

export type EntityList = { case: string, schema?: string, };

export type EntityPage = { id: string, schema: string, name: string, members: Array<string>, statements: Array<StatementLine>, links: Array<LinkLine>, events: Array<EntityEvent>, unsure: Array<Named>, };

export type Erase = { case: string, id: string, reason: string, };

export type EraseAnswer = { erased: string, what: string, documents: Array<string>, values: number, blobs: number, still_in: Array<string>, };

export type Error = { code: Code, message: string, hint: string, detail: string, };

export type Event = { "event": "progress" } & Progress | { "event": "note", message: string, };

export type EventAdd = { case: string, schema?: string, date: string, title: string, participant?: Array<string>, prop?: Array<string>, standing?: string, cite?: Array<string>, };

export type EventLine = { id: string, schema: string, title: string, date: string | null, label: string, earliest: string | null, latest: string | null, standing: string | null, conflict: boolean, supported: boolean, because: string | null, dates: Array<DateLine>, participants: Array<ParticipantLine>, citations: Array<string>, sources: Array<SourceLine>, };

export type FactLine = { id: string, schema: string, name: string, property: string, value: string, standing: string, stance: string, };

export type FoundLine = { path: string, source: string, parent: string | null, modified: string | null, };

export type HitLine = { document: string, path: string, unit: number, row: number | null, label: string, score: number, snippet: string, snippet_spans: Array<[number, number]>, spans: Array<[number, number]>, date: string | null, sources: Array<string>, };

export type Hold = { case: string, id?: string, because?: string, lift?: boolean, list?: boolean, };

export type HoldAnswer = { changed: string | null, on: string | null, holds: Array<HoldLine>, };

export type HoldLine = { document: string | null, path: string | null, because: string, by: string, since: string, };

export type HostEvent = { "kind": "job", job: number, event: Event, } | { "kind": "job-done", job: number, ok: unknown, error: Error | null, } | { "kind": "changed" } | { "kind": "open-case", path: string, } | { "kind": "drop", paths: Array<string>, phase: DropPhase, };

export type IndexReport = { state: string, entries: number, behind: number, };

export type Ingest = { case: string, paths: Array<string>, jobs?: number, take_erased_again?: boolean, without_sandbox?: boolean, } & SourceForm;

export type Judge = { case: string, left: string, right?: string, unsure?: boolean, because?: string, };

export type Judged = { judgements: Array<string>, verdict: "yes" | "no" | "unsure", entities: Array<string>, names: Array<string>, };

export type KindLine = { name: string, label: string, plural: string, extends: Array<string>, is_abstract: boolean, is_event: boolean, edge: EdgeLine | null, required: Array<string>, properties: Array<PropertyLine>, };

export type Ledger = { case: string, state?: string, };

export type LedgerAnswer = { found: number, states: { [key in string]: number }, rows: Array<LedgerLine>, };

export type LedgerLine = { path: string, document: string | null, parent: string | null, kind: string, state: string, reason: string, bytes: number, units: number, sandbox: string, can_retry: boolean, };

export type LinkAdd = { case: string, schema: string, from: string, to: string, date?: string, prop?: Array<string>, standing?: string, cite?: Array<string>, };

export type LinkLine = { id: string, schema: string, label: string, from: Named, to: Named, dates: Array<string>, roles: Array<string>, standing: string | null, supported: boolean, because: string | null, citations: Array<string>, };

export type LinkList = { case: string, entity?: string, };

export type Links = { total: number, links: Array<LinkLine>, };

export type LogAnswer = { total: number, operations: Array<LogLine>, };

export type LogLine = { id: string, at: string, who: string, replica: string, seq: number, kind: string, subject: string, field: string | null, base: Array<string>, undone: boolean, value: unknown | null, };

export type LogLines = { operations: number, troubles: Array<LogTrouble>, };

export type LogTrouble = { operation: string, replica: string, seq: number, why: string, };

export type Made = { case: string, name: string, path: string, };

export type Mark = { case: string, doc?: Array<string>, seen?: YesNo, starred?: YesNo, tag?: Array<string>, untag?: Array<string>, note?: string, };

export type Marked = { documents: Array<MarkedDocument>, };

export type MarkedDocument = { document: string, } & Marks;

export type Marks = { seen: boolean, starred: boolean, tags: Array<string>, note: string, };

export type Named = { id: string, name: string, };

export type New = { case: string, name?: string, };

export type NewQuery = { query: string, mode: string, filter: string, sort: string, total: number, walked: number, };

export type Nothing = {  };

export type OfCase = { case: string, };

export type OfDocument = { case: string, doc: string, };

export type OfId = { case: string, id: string, };

export type OfUnit = { case: string, doc: string, unit?: number, };

export type Part = { unit: number, start: number, end: number, quote: string, };

export type ParticipantLine = { entity: string, name: string, role: string | null, };

export type Paste = { case: string, name: string, text?: string, png?: string, } & SourceForm;

export type Pasted = { document: string, path: string, };

export type ProblemLine = { code: string, message: string, unit: number | null, };

export type Progress = { doing: string, done: number, total: number, bytes: number, total_bytes: number, problems: number, elapsed_ms: number, current: string, };

export type PropertyLine = { name: string, label: string, kind: string, range: string | null, };

export type Queries = { case: string, add?: NewQuery, clear?: boolean, };

export type QueriesAnswer = { queries: Array<QueryLine>, };

export type QueryLine = { query: string, mode: string, filter: string, sort: string, total: number, walked: number, at: number, };

export type Recent = { path: string, name: string, opened: string, exists: boolean, };

export type RedoAnswer = { redone: Array<string>, what: Array<string>, made: string, };

export type Reindex = { case: string, };

export type Reindexed = { documents: number, entries: number, bytes: number, };

export type Retry = { case: string, state?: string, jobs?: number, without_sandbox?: boolean, };

export type SavePicture = { path: string, force?: boolean, png: string, };

export type Saved = { path: string, bytes: number, };

export type Search = { case: string, exact?: boolean, regex?: boolean, limit?: number, offset?: number, sort?: SortBy, filter?: string, query: Array<string>, };

export type SearchAnswer = { query: string, understood: string, mode: string, total: number, unreadable: number, behind: number, hits: Array<HitLine>, notes: Array<string>, };

export type SetSettings = { author?: string, theme?: Theme, recents_on?: boolean, forget?: Array<string>, keys?: { [key in string]: Array<string> }, layout?: { [key in string]: number }, };

export type Settings = { author: string | null, theme: Theme, recents_on: boolean, recents: Array<Recent>, keys: { [key in string]: Array<string> }, layout: { [key in string]: number }, };

export type SortBy = "relevance" | "date";

export type SourceForm = { source?: string, kind?: "received" | "filing" | "register" | "news" | "interview" | "own", audience?: "open" | "internal" | "protect", obtained?: string, attribution?: string, reliability?: string, credibility?: string, };

export type SourceLine = { date: string, } & Spoken;

export type Spoken = { citation: string, stance: string, said_by: string | null, document: string, path: string, unit: number | null, label: string, quote: string, };

export type StatementLine = { id: string, entity: string, property: string, value: string, shown: string, original: string | null, language: string | null, standing: string, author: string, at: string, withdrawn: boolean, supported: boolean, ties: Array<Spoken>, };

export type Summary = { found: number, added: number, known: number, erased_before: number, states: { [key in string]: number }, bytes: number, seconds: number, unreadable: number, stopped: boolean, };

export type TablePage = { sheet: string, first_row: number, rows: number, header: Array<string>, raw: Array<[number, number, string]>, };

export type TagLine = { tag: string, documents: number, };

export type Tags = { tags: Array<TagLine>, };

export type Text = { case: string, doc: string, unit?: number, version?: string, };

export type TextAnswer = { document: string, version: string | null, kind: string, state: string, reason: string, units: Array<UnitLine>, };

export type Theme = "system" | "light" | "dark";

export type Tie = { case: string, fact: string, cite?: Array<string>, };

export type TieLine = { citation: string, stance: string, said_by: string | null, };

export type Tied = { ties: Array<string>, };

export type Timeline = { case: string, entity?: Array<string>, from?: string, to?: string, csv?: string, svg?: string, force?: boolean, };

export type TimelineAnswer = { total: number, events: Array<EventLine>, };

export type Undo = { case: string, before_erase?: boolean, };

export type UndoAnswer = { undone: Array<string>, what: Array<string>, made: string, };

export type UnitLine = { unit: number, label: string, text: string, engine: string, quality: number | null, blank_because: string | null, };

export type UnitPage = { document: string, unit: number, units: number, kind: "page" | "message" | "sheet" | "slide" | "web" | "section", label: string, text: string, engine: string, quality: number | null, page: [number, number] | null, boxes: Array<[number, number, number, number, number, number]>, table: TablePage | null, cited: Array<CitedSpan>, };

export type Untied = { removed: number, };

export type Use = { id: string, shown: string, };

export type UsesAnswer = { of: string, id: string, citations: Array<Use>, statements: Array<Use>, entities: Array<Use>, ties: Array<string>, only_support: Array<string>, };

export type Verify = { case: string, citations?: boolean, bytes?: boolean, };

export type VerifyAnswer = { blobs: Blobs, citations: Citations, problems: Array<CitationProblem>, };

export type VocabularyAnswer = { kinds: Array<KindLine>, };

export type Withdrawn = { id: string, what: string, };

export type YesNo = "yes" | "no";

export interface Commands {
  "new": { request: New; response: Made };
  "ingest": { request: Ingest; response: Summary };
  "ledger": { request: Ledger; response: LedgerAnswer };
  "retry": { request: Retry; response: Summary };
  "documents": { request: Documents; response: DocumentsAnswer };
  "text": { request: Text; response: TextAnswer };
  "search": { request: Search; response: SearchAnswer };
  "cite": { request: Cite; response: Cited };
  "entity add": { request: EntityAdd; response: Added };
  "entity list": { request: EntityList; response: Entities };
  "entity show": { request: OfId; response: EntityPage };
  "entity merge": { request: Judge; response: Judged };
  "entity split": { request: Judge; response: Judged };
  "entity withdraw": { request: OfId; response: Withdrawn };
  "link add": { request: LinkAdd; response: Added };
  "link list": { request: LinkList; response: Links };
  "link withdraw": { request: OfId; response: Withdrawn };
  "event add": { request: EventAdd; response: Added };
  "event list": { request: OfCase; response: TimelineAnswer };
  "event withdraw": { request: OfId; response: Withdrawn };
  "tie": { request: Tie; response: Tied };
  "untie": { request: Tie; response: Untied };
  "uses": { request: OfId; response: UsesAnswer };
  "timeline": { request: Timeline; response: TimelineAnswer };
  "verify": { request: Verify; response: VerifyAnswer };
  "log": { request: OfCase; response: LogAnswer };
  "undo": { request: Undo; response: UndoAnswer };
  "redo": { request: OfCase; response: RedoAnswer };
  "check": { request: OfCase; response: CheckAnswer };
  "reindex": { request: Reindex; response: Reindexed };
  "erase": { request: Erase; response: EraseAnswer };
  "hold": { request: Hold; response: HoldAnswer };
  "case": { request: OfCase; response: CaseAnswer };
  "document": { request: OfDocument; response: DocumentPage };
  "citation": { request: OfId; response: CitationPage };
  "unit": { request: OfUnit; response: UnitPage };
  "mark": { request: Mark; response: Marked };
  "tags": { request: OfCase; response: Tags };
  "searches": { request: Queries; response: QueriesAnswer };
  "paste": { request: Paste; response: Pasted };
  "vocabulary": { request: Nothing; response: VocabularyAnswer };
  "save picture": { request: SavePicture; response: Saved };
  "settings": { request: SetSettings; response: Settings };
  "demo": { request: Demo; response: DemoAnswer };
}
