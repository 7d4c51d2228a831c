// Written from the Rust types by `cargo xtask types`. Not to be edited.

export type AddPassword = { case: string, password: string, 
/**
 * What to call it; numbered where nothing is said.
 */
label?: string, jobs?: number, without_sandbox?: boolean, };

export type AddRules = { case: string, domain?: Array<string>, name?: Array<string>, word?: Array<string>, };

export type Added = { id: string, statements: Array<string>, warnings: Array<string>, };

export type Address = { case: string, doc: string, url?: string, saved_at?: string, };

export type Addressed = { document: string, address: string | null, 
/**
 * EDTF.
 */
saved_at: string | null, };

export type Alike = { 
/**
 * The event.
 */
id: string, 
/**
 * What it is called.
 */
title: string, 
/**
 * Where it is drawn on the timeline, EDTF.
 */
date: string, 
/**
 * Why it is offered, in words.
 */
why: string, 
/**
 * What the words would be to it.
 */
relation: Relation, };

export type AppEvent = { "kind": "job", 
/**
 * Which job.
 */
job: number, 
/**
 * What it tells.
 */
event: JobEvent, } | { "kind": "job-done", 
/**
 * Which job.
 */
job: number, 
/**
 * Its answer.
 */
ok: unknown, 
/**
 * Why it failed.
 */
error: DeskError | null, } | { "kind": "changed", 
/**
 * The command's words: `entity add`.
 */
what: string, } | { "kind": "open-case", 
/**
 * The case folder or its marker.
 */
path: string, } | { "kind": "open-link", 
/**
 * As it was copied: `casebound:CASE/search?q=…`.
 */
link: string, } | { "kind": "safe-drawing" } | { "kind": "drop", 
/**
 * Absolute paths; empty while hovering where the system does not tell yet.
 */
paths: Array<string>, 
/**
 * What the pointer did.
 */
phase: DropPhase, };

export type AsideLine = { document: string, path: string, 
/**
 * `aside` while nobody has decided, else `kept` or `released`.
 */
standing: "aside" | "kept" | "released", because: string, };

export type AsidePart = { 
/**
 * Whether somebody decided that it stays aside.
 */
kept: boolean, 
/**
 * Why this person opened it; null where they did not.
 */
opened: string | null, };

export type BadRow = { 
/**
 * The number of the row or line, from 1.
 */
row: number, 
/**
 * Why, in words.
 */
reason: string, };

export type Blobs = { ok: number, changed: number, missing: number, };

export type CaseAnswer = { id: string, name: string, path: string, writable: boolean, 
/**
 * Why it cannot be changed, if it cannot.
 */
reason: string | null, counts: Counts, };

export type CheckAnswer = { sound: boolean, database: string, log: LogLines, tables_that_differ: Array<string>, blobs_ok: number, blobs_changed: Array<string>, blobs_missing: Array<string>, files_unnamed: number, index: IndexReport, };

export type ChildLine = { document: string | null, path: string, kind: string, state: string, };

export type Chip = { 
/**
 * As it was understood: `NOT source:HERON`.
 */
text: string, 
/**
 * Whether it stands in the words of the search or in its filter.
 */
stands_in: "query" | "filter", 
/**
 * What is left of these words without it.
 */
rest: string, fields: Array<ChipField>, };

export type ChipField = { field: string, value: string, 
/**
 * As people call it.
 */
name: string, 
/**
 * Whether documents with it are left out.
 */
out: boolean, };

export type CitationPage = { citation: string, document: string, parts: Array<CitedPart>, 
/**
 * `in_place`, `moved`, `lost` or `no_source`.
 */
state: string, said_by: string | null, 
/**
 * Whether it lies in a picture that is shown only when asked for, because it was received.
 */
covered: boolean, };

export type CitationProblem = { citation: string, document: string, unit: number | null, was: string, now: string, why: string, };

export type Citations = { in_place: number, moved: number, lost: number, no_source: number, };

export type Cite = { case: string, doc: string, unit?: number, quote?: string, occurrence?: number, start?: number, to_unit?: number, end?: number, row?: number, columns?: string, box?: string, said_by?: string, };

export type Cited = { citation: string, document: string, parts: Array<Part>, };

export type CitedLine = { citation: string, 
/**
 * The unit it begins in, from 1.
 */
unit: number | null, quote: string, said_by: string | null, translation: string | null, author: string, at: string, facts: Array<FactLine>, };

export type CitedPart = { 
/**
 * The unit the words stand in now; where they are lost, the one they stood in.
 */
unit: number, start: number, end: number, row: number | null, 
/**
 * x, y, width, height in points, for a marked area.
 */
area: [number, number, number, number] | null, 
/**
 * When it is heard in its recording, as a player shows it.
 */
time: string | null, quote: string, 
/**
 * Whether the words that were cited had been read off a picture, and may have been misread.
 */
by_ocr: boolean, 
/**
 * Width and height in points of the page that the words stand on now, where it is drawn.
 */
page: [number, number] | null, 
/**
 * Where on that page they stand, line by line: x, y, width, height in points. None where they are lost.
 */
lines: Array<[number, number, number, number]>, };

export type CitedSpan = { citation: string, start: number, end: number, 
/**
 * x, y, width, height in points, for a marked area.
 */
area: [number, number, number, number] | null, row: number | null, columns: Array<number>, 
/**
 * Whether the words still stand there: `in_place`, `moved` or `lost`.
 */
hold: string, };

export type Code = "usage" | "not_a_case" | "exists" | "newer_format" | "locked" | "read_only" | "no_space" | "damaged" | "not_found" | "ambiguous" | "quote" | "not_drawn" | "query" | "indexing" | "refused" | "erased" | "held" | "set_aside" | "worker" | "file" | "nothing_to_undo" | "nothing_to_redo" | "stopped" | "internal";

export type Compare = { case: string, doc: string, other: string, 
/**
 * How many differences to show.
 */
limit?: number, offset?: number, };

export type CompareAnswer = { left: ComparedDocument, right: ComparedDocument, 
/**
 * How many rows differ.
 */
differences: number, 
/**
 * Words, characters of scripts without spaces, and signs that are the same in both.
 */
same: number, 
/**
 * Those that stand in the first alone, and in the second alone.
 */
alone: [number, number], 
/**
 * The rows of a page of differences, with those around them that are the same.
 */
rows: Array<CompareRow>, };

export type CompareRow = { 
/**
 * `same`, `changed`, `left` or `right` for what stands in one alone, `folded` for rows that are the same and left out.
 */
kind: string, 
/**
 * Which difference it is, from 1; null where it is none.
 */
nth: number | null, 
/**
 * How many rows are left out.
 */
folded: number, left: ComparedPassage | null, right: ComparedPassage | null, };

export type ComparedDocument = { document: string, path: string, kind: string, date: string | null, sources: Array<string>, 
/**
 * Whether it is longer than what was compared.
 */
cut: boolean, };

export type ComparedPassage = { 
/**
 * The unit it begins in, from 1.
 */
unit: number, 
/**
 * What that is called.
 */
label: string, 
/**
 * Where it begins in the unit's text, in Unicode scalars.
 */
start: number, text: string, 
/**
 * What differs: start and end in Unicode scalars of `text`.
 */
marks: Array<[number, number]>, };

export type ConversationAnswer = { 
/**
 * The document that was asked about.
 */
of: string, 
/**
 * How many different messages of it are in the case.
 */
total: number, 
/**
 * The messages, the oldest first.
 */
messages: Array<MessageLine>, 
/**
 * Messages that are named and not in the case.
 */
missing: Array<MissingLine>, 
/**
 * Whether it goes on beyond what was followed.
 */
goes_on: boolean, };

export type ConversationOf = { case: string, doc: string, };

export type Copied = { document: string, 
/**
 * What it is made of.
 */
made_of: "pages" | "words" | "original", path: string, bytes: number, 
/**
 * Pages, messages or sections in it.
 */
units: number, 
/**
 * Pages that could not be drawn: in the copy a page in their place says so.
 */
missing: Array<MissingPage>, 
/**
 * Addresses that the original names for programs to fetch.
 */
remote: Array<string>, };

export type CopyLine = { document: string, path: string, sources: Array<string>, };

export type CopyOf = { case: string, doc: string, out?: string, 
/**
 * The bytes as they came.
 */
original?: boolean, force?: boolean, };

export type Correct = { case: string, doc: string, unit?: number, 
/**
 * The line, from 1.
 */
line?: number, 
/**
 * What stands there.
 */
words: string, };

export type Corrected = { document: string, unit: number, line: number, before: string, after: string, 
/**
 * The text that counts now.
 */
version: string, 
/**
 * Why the document is set aside now, where the words are on the privilege list.
 */
set_aside: string | null, 
/**
 * Citations of the page whose words stand elsewhere now, or no longer.
 */
citations: Array<Touched>, };

export type Count = { documents: number, hits: number, };

export type Counted = { what: string, files: number, };

export type Counts = { documents: number, entities: number, links: number, events: number, citations: number, unreadable: number, 
/**
 * Pages and pictures whose words wait to be read off them.
 */
waiting: number, };

export type CutShort = { 
/**
 * After how many seconds the time was up.
 */
seconds: number, 
/**
 * Documents that were to be looked into.
 */
of: number, 
/**
 * Those of them that were not looked into at all.
 */
documents: number, 
/**
 * Those that were looked into in part.
 */
partly: number, };

export type DateBar = { 
/**
 * As `date:` takes it: `2025`, `2025-03`, `2025-03-14`.
 */
date: string, documents: number, hits: number, };

export type DateBars = { 
/**
 * `year`, `month` or `day`.
 */
step: string, 
/**
 * The span that is shown, both ends included: days. Nothing if no document is dated.
 */
from: string | null, to: string | null, 
/**
 * Steps with documents, in order; those between them have none.
 */
bars: Array<DateBar>, 
/**
 * Dated within the span, but less finely than the bars.
 */
vaguer: Count, 
/**
 * Dated outside the span.
 */
outside: Count, 
/**
 * Without a date.
 */
undated: Count, };

export type DateLine = { 
/**
 * What `prefer` takes.
 */
statement: string, 
/**
 * `date`, `startDate` or `endDate`.
 */
property: string, date: string, label: string, original: string | null, earliest: string | null, latest: string | null, standing: string, 
/**
 * Who wrote it down.
 */
author: string, 
/**
 * Who prefers it to the event's other dates, if somebody does.
 */
preferred: PreferredBy | null, ties: Array<TieLine>, };

export type DatedLine = { date: string, 
/**
 * Where it comes from.
 */
from: "sent" | "published" | "date_line" | "taken_at" | "received" | "created" | "modified" | "saved_at" | "entry" | "file", 
/**
 * The line of the text that it stands in.
 */
line: string | null, 
/**
 * Whether it is taken for the document's own.
 */
own: boolean, 
/**
 * Whether it is what a clock shows that was never set.
 */
unset: boolean, };

export type Decide = { case: string, doc: string, because: string, };

export type Decided = { document: string, path: string, 
/**
 * `opened`, `released` or `kept`.
 */
done: "opened" | "released" | "kept", because: string, };

export type Demo = { dir?: string, };

export type DemoAnswer = { path: string, name: string, documents: number, citations: number, entities: number, links: number, events: number, states: { [key in string]: number }, };

export type DeskError = { 
/**
 * What kind.
 */
code: Code, 
/**
 * What failed, on what, and what is safe.
 */
message: string, 
/**
 * What to do next; may be empty.
 */
hint: string, 
/**
 * What the machine said; may be empty.
 */
detail: string, 
/**
 * Where in a query the trouble lies: first character and one past the last.
 */
at?: [number, number], };

export type DocumentLine = { id: string, sha256: string, paths: Array<string>, sources: Array<string>, parents: Array<string>, kind: string, mime: string, bytes: number, units: number, language: string | null, date: string | null, state: string, title: string | null, 
/**
 * How many of its units each engine read.
 */
engines: Record<string, number>, 
/**
 * The share of its characters that the engine knows, of the page that was read worst.
 */
quality: number | null, 
/**
 * Whether a legal hold keeps it from being erased.
 */
held: boolean, audience: "open" | "internal" | "protect", 
/**
 * How many other documents it is nearly the same as.
 */
nearly_same: number, 
/**
 * Of a message: how many other documents are the same one.
 */
copies: number, seen: boolean, starred: boolean, tags: Array<string>, note: string, };

export type DocumentPage = { id: string, sha256: string, 
/**
 * The path it was found by first.
 */
path: string, title: string | null, kind: string, mime: string, bytes: number, units: number, 
/**
 * Pages that wait to have their words read off them.
 */
waiting: number, language: string | null, 
/**
 * Its own date, of all that speak of it.
 */
date: string | null, 
/**
 * Every date that speaks of it, the most trustworthy first.
 */
dates: Array<DatedLine>, state: string, reason: string, 
/**
 * What read it, and what confined the reader.
 */
parser: string, sandbox: string, 
/**
 * Properties as the file tells them, by name: `from`, `subject`, `author`…
 */
meta: Record<string, string[]>, problems: Array<ProblemLine>, found: Array<FoundLine>, 
/**
 * Documents found inside it.
 */
children: Array<ChildLine>, 
/**
 * Transcripts that lie beside it, of a recording; the recording, of a transcript.
 */
beside: Array<ChildLine>, 
/**
 * Citations of it, in the order they stand.
 */
citations: Array<CitedLine>, marks: Marks, 
/**
 * Set where it may be privileged: without its properties unless this person opened it.
 */
aside: AsidePart | null, 
/**
 * Whether it came from a source whose pictures are shown only when asked for.
 */
received: boolean, 
/**
 * Who may see it: the strictest of its sources decides.
 */
audience: "open" | "internal" | "protect", 
/**
 * How many other documents it is nearly the same as.
 */
nearly_same: number, 
/**
 * What somebody said of where a saved page is from.
 */
said: Said | null, 
/**
 * Whether it is a web page that does not tell from where and when it was saved, and nobody has said so yet.
 */
asks_address: boolean, 
/**
 * The same message, found elsewhere: the same number and the same words.
 */
copies: Array<CopyLine>, };

export type Documents = { case: string, 
/**
 * Only what filters are made from, no documents.
 */
only_facets?: boolean, };

export type DocumentsAnswer = { total: number, documents: Array<DocumentLine>, facets: Facets, };

export type Doubtful = { 
/**
 * Where it stands, in Unicode scalars.
 */
start: number, end: number, words: string, 
/**
 * What it looks like: `container number`, `IBAN`.
 */
what: string, };

export type DropPhase = "over" | "drop" | "leave";

export type EdgeLine = { source: string, target: string, 
/**
 * Kinds that can stand at either end.
 */
source_range: string | null, target_range: string | null, directed: boolean, label: string, };

export type Entities = { total: number, entities: Array<EntityLine>, };

export type EntityAdd = { case: string, schema: string, name: string, prop?: Array<string>, standing?: string, cite?: Array<string>, at?: Array<string>, said_by?: string, };

export type EntityEvent = { id: string, date: string, title: string, standing: string | null, supported: boolean, because: string | null, };

export type EntityLine = { id: string, schema: string, name: string, members: Array<string>, statements: number, supported: boolean, };

export type EntityList = { case: string, schema?: string, };

export type EntityPage = { id: string, schema: string, name: string, members: Array<string>, statements: Array<StatementLine>, links: Array<LinkLine>, events: Array<EntityEvent>, unsure: Array<Named>, 
/**
 * What people judged about it and others, oldest first.
 */
judgements: Array<JudgementLine>, };

export type Erase = { case: string, id: string, reason: string, };

export type EraseAnswer = { erased: string, 
/**
 * `document`, `entity`, `statement`, `citation`, `person` or `source`.
 */
what: string, documents: Array<string>, values: number, blobs: number, 
/**
 * Documents that still hold the erased bytes, as an archive holds its files.
 */
still_in: Array<string>, };

export type Estimate = { 
/**
 * Files found.
 */
files: number, 
/**
 * Of them, in the case already under the same path.
 */
known: number, 
/**
 * What will not be read: links, pipes, what could not be looked at.
 */
skipped: number, 
/**
 * Bytes of all files.
 */
bytes: number, 
/**
 * Bytes that the case may grow by, with room for it to work in.
 */
needed: number, 
/**
 * Bytes that are free where the case lies; `null` where the system does not say.
 */
free: number | null, };

export type EstimateOf = { case: string, paths: Array<string>, };

export type EventAdd = { case: string, schema?: string, date: string, title: string, participant?: Array<string>, prop?: Array<string>, standing?: string, cite?: Array<string>, at?: Array<string>, said_by?: string, };

export type EventLine = { id: string, schema: string, title: string, date: string | null, label: string, earliest: string | null, latest: string | null, 
/**
 * How it is said that it happened: an allegation is never shown as if it were known.
 */
standing: string | null, conflict: boolean, supported: boolean, 
/**
 * Why it is not supported, where no citation could mend that: a participant was withdrawn.
 */
because: string | null, dates: Array<DateLine>, participants: Array<ParticipantLine>, citations: Array<string>, 
/**
 * What the event's dates rest on: the places and the words, date by date.
 */
sources: Array<SourceLine>, };

export type Explain = { case: string, doc: string, 
/**
 * Fields alone, as a search takes them beside its words.
 */
filter?: string, 
/**
 * Look for the text as typed.
 */
exact: boolean, 
/**
 * Look for a regular expression.
 */
regex: boolean, query: Array<string>, };

export type ExplainAnswer = { document: string, path: string, state: string, query: string, understood: string, 
/**
 * Whether a search finds it.
 */
found: boolean, 
/**
 * In how many of its pages, messages, sections or rows.
 */
hits: number, 
/**
 * Why its words, or some of them, cannot be found; empty if all can.
 */
unsearched: string, 
/**
 * The query, part by part.
 */
tree: ExplainPart, 
/**
 * The filter, part by part.
 */
filter: ExplainPart | null, 
/**
 * What would find it.
 */
hint: ExplainHint | null, };

export type ExplainHint = { says: string, query: string, };

export type ExplainPart = { 
/**
 * The part, as it was understood.
 */
text: string, 
/**
 * What it is: `and`, `or`, `not`, `word`, `phrase`, `prefix`, `near`, `like`, `document`, `field`,
 * `exact`, `regex`.
 */
kind: string, standing: ExplainStanding, 
/**
 * The same in words.
 */
says: string, 
/**
 * In how many pages, messages, sections or rows it holds.
 */
units: number, 
/**
 * The first of them; of words that stand there but not together, the first of those.
 */
places: Array<ExplainPlace>, parts: Array<ExplainPart>, };

export type ExplainPlace = { unit: number, row: number | null, label: string, snippet: string, snippet_spans: Array<[number, number]>, 
/**
 * Whether words stand before the snippet and after it.
 */
snippet_cut: [boolean, boolean], };

export type ExplainStanding = "matched" | "elsewhere" | "loose" | "absent" | "forbidden" | "unknown";

export type Exported = { path: string, hits: number, 
/**
 * In how many of them protected sources stay unnamed.
 */
unnamed: number, };

export type Facet = { name: string, documents: number, };

export type FacetValue = { 
/**
 * As it is written in a query.
 */
value: string, 
/**
 * As people call it.
 */
name: string, documents: number, hits: number, };

export type Facets = { sources: Array<Facet>, kinds: Array<Facet>, languages: Array<Facet>, states: Array<Facet>, tags: Array<Facet>, 
/**
 * The earliest and the latest year that a document is dated in.
 */
first_year: number | null, last_year: number | null, };

export type FactLine = { id: string, schema: string, name: string, property: string, value: string, standing: string, stance: string, };

export type FormatLine = { 
/**
 * The kind; empty for what was never looked at.
 */
kind: string, 
/**
 * Files and files inside files.
 */
files: number, 
/**
 * Their bytes, those of copies included.
 */
bytes: number, 
/**
 * Different documents among them whose reading was timed.
 */
timed: number, 
/**
 * How long reading these took, all together. Several are read at once.
 */
seconds: number, 
/**
 * Bytes of these, in millions, by seconds of reading; `null` where nothing was timed.
 */
mb_per_second: number | null, states: { [key in string]: number }, };

export type FoundLine = { path: string, source: string, parent: string | null, modified: string | null, };

export type HitFacet = { 
/**
 * The field, as it is written in a query.
 */
field: string, 
/**
 * The most frequent values.
 */
values: Array<FacetValue>, 
/**
 * How many values there are besides.
 */
others: number, 
/**
 * Documents that have no value.
 */
without: number, };

export type HitFacets = { 
/**
 * A list of values for each field.
 */
fields: Array<HitFacet>, 
/**
 * When the documents are dated.
 */
dates: DateBars, };

export type HitLine = { document: string, path: string, unit: number, row: number | null, label: string, score: number, snippet: string, snippet_spans: Array<[number, number]>, 
/**
 * Whether words stand before the snippet and after it.
 */
snippet_cut: [boolean, boolean], spans: Array<[number, number]>, date: string | null, sources: Array<string>, kind: string, 
/**
 * Whether the words were read off a picture.
 */
by_ocr: boolean, 
/**
 * Which one of its document's hits it is, from 1, where they are grouped.
 */
nth: number | null, 
/**
 * How many its document has, where they are grouped.
 */
in_document: number | null, 
/**
 * How many other documents its document is nearly the same as.
 */
nearly_same: number, 
/**
 * Whether it was found by transliteration alone: nothing of it is as it was typed.
 */
transliterated: boolean, 
/**
 * In tables: the cells that matched, by column, from 0.
 */
cells: Array<number>, 
/**
 * Where a phrase that begins here runs on.
 */
runs_on: RunsOn | null, 
/**
 * Which document of those nearly the same as its own it is in, from 1, where such stand for one another and others of
 * them have hits, too.
 */
alike_nth: number | null, 
/**
 * How many of them have hits.
 */
alike_of: number | null, };

export type Hold = { case: string, id?: string, because?: string, lift?: boolean, list?: boolean, };

export type HoldAnswer = { 
/**
 * `held` or `lifted`; null where it was only asked.
 */
changed: string | null, 
/**
 * What was held or lifted: `case`, or a document's id.
 */
on: string | null, 
/**
 * What is held now.
 */
holds: Array<HoldLine>, };

export type HoldLine = { 
/**
 * Null for the whole case.
 */
document: string | null, path: string | null, because: string, by: string, since: string, };

export type IndexReport = { 
/**
 * `ok`, or what is wrong.
 */
state: string, entries: number, behind: number, };

export type Ingest = { case: string, paths: Array<string>, jobs?: number, take_erased_again?: boolean, 
/**
 * Whether the words on pictures are read afterwards, too.
 */
ocr?: boolean, without_sandbox?: boolean, source?: string, kind?: "received" | "filing" | "register" | "news" | "interview" | "own", audience?: "open" | "internal" | "protect", obtained?: string, attribution?: string, reliability?: string, credibility?: string, 
/**
 * Code names of the sources it derives from.
 */
derived_from?: Array<string>, };

export type InsideLine = { document: string, path: string, count: number, };

export type JobEvent = { "event": "progress" } & Progress | { "event": "note", 
/**
 * The words.
 */
message: string, } | { "event": "took_in", 
/**
 * How many were new in the ledger.
 */
added: number, } | { "event": "named" } & NewNames;

export type JsonValue = number | string | boolean | Array<JsonValue> | { [key in string]: JsonValue } | null;

export type Judge = { case: string, left: string, right?: string, unsure?: boolean, because?: string, };

export type Judged = { judgements: Array<string>, verdict: "yes" | "no" | "unsure", entities: Array<string>, names: Array<string>, };

export type JudgementLine = { id: string, left: Named, right: Named, verdict: "yes" | "no" | "unsure", reason: string | null, author: string, at: string, };

export type KindLine = { 
/**
 * Its FollowTheMoney name, as facts carry it.
 */
name: string, label: string, plural: string, extends: Array<string>, 
/**
 * Whether nothing can be just this.
 */
is_abstract: boolean, is_event: boolean, edge: EdgeLine | null, 
/**
 * What one of these should have.
 */
required: Array<string>, 
/**
 * All that can be stated of it, what it inherits included.
 */
properties: Array<PropertyLine>, };

export type KnownSource = { id: string, 
/**
 * Its code name.
 */
name: string, kind: "received" | "filing" | "register" | "news" | "interview" | "own", audience: "open" | "internal" | "protect", obtained: string | null, attribution: string | null, reliability: string | null, credibility: string | null, 
/**
 * Code names of the sources it derives from.
 */
derived_from: Array<string>, documents: number, };

export type Ledger = { case: string, 
/**
 * A state, or `unreadable` for all in which something could not be read.
 */
state?: string, 
/**
 * Writes a table there, too.
 */
csv?: string, 
/**
 * What could not be read, in plain words, in place of the rows.
 */
plain?: boolean, 
/**
 * Writes that as text there.
 */
text?: string, 
/**
 * The kinds of files in place of the rows: how many, how large, how long they took.
 */
by_format?: boolean, 
/**
 * Names what came from protected sources in the table, too.
 */
with_protected?: boolean, force?: boolean, };

export type LedgerAnswer = { found: number, states: { [key in string]: number }, rows: Array<LedgerLine>, 
/**
 * Of a table that was written: in how many places protected sources stay unnamed.
 */
unnamed?: number, unread?: Unread, formats?: Array<FormatLine>, };

export type LedgerLine = { path: string, document: string | null, parent: string | null, kind: string, state: string, reason: string, bytes: number, units: number, sandbox: string, can_retry: boolean, };

export type LikeAnswer = { 
/**
 * The document it is about.
 */
of: string, 
/**
 * The words that tell it from others, the most telling first: what was looked for.
 */
words: Array<string>, 
/**
 * How many documents have many of them in one place.
 */
total: number, unreadable: number, behind: number, quarantined: number, 
/**
 * Pages and pictures whose words wait to be read off them.
 */
waiting: number, index: Making | null, 
/**
 * The likest first; of each document the place that is likest.
 */
documents: Array<LikeLine>, };

export type LikeLine = { 
/**
 * Those of the words that stand there.
 */
common: Array<string>, 
/**
 * At how many places of the document many of them stand.
 */
places: number, 
/**
 * The share of five-word passages both documents have, from 0 to 1, where whole documents are compared.
 */
share: number | null, document: string, path: string, unit: number, row: number | null, label: string, score: number, snippet: string, snippet_spans: Array<[number, number]>, 
/**
 * Whether words stand before the snippet and after it.
 */
snippet_cut: [boolean, boolean], spans: Array<[number, number]>, date: string | null, sources: Array<string>, kind: string, 
/**
 * Whether the words were read off a picture.
 */
by_ocr: boolean, 
/**
 * Which one of its document's hits it is, from 1, where they are grouped.
 */
nth: number | null, 
/**
 * How many its document has, where they are grouped.
 */
in_document: number | null, 
/**
 * How many other documents its document is nearly the same as.
 */
nearly_same: number, 
/**
 * Whether it was found by transliteration alone: nothing of it is as it was typed.
 */
transliterated: boolean, 
/**
 * In tables: the cells that matched, by column, from 0.
 */
cells: Array<number>, 
/**
 * Where a phrase that begins here runs on.
 */
runs_on: RunsOn | null, 
/**
 * Which document of those nearly the same as its own it is in, from 1, where such stand for one another and others of
 * them have hits, too.
 */
alike_nth: number | null, 
/**
 * How many of them have hits.
 */
alike_of: number | null, };

export type LinkAdd = { case: string, schema: string, from: string, to: string, date?: string, prop?: Array<string>, standing?: string, cite?: Array<string>, at?: Array<string>, said_by?: string, };

export type LinkLine = { id: string, schema: string, label: string, from: Named, to: Named, dates: Array<string>, roles: Array<string>, 
/**
 * How it is said that the two are connected: an allegation is never shown as if it were known.
 */
standing: string | null, supported: boolean, 
/**
 * Why it is not supported, where no citation could mend that: an end was withdrawn.
 */
because: string | null, citations: Array<string>, };

export type LinkList = { case: string, entity?: string, };

export type Links = { total: number, links: Array<LinkLine>, };

export type ListPasswords = { case: string, 
/**
 * Whether the words are shown, too.
 */
show?: boolean, };

export type LogAnswer = { total: number, operations: Array<LogLine>, };

export type LogLine = { id: string, at: string, who: string, replica: string, seq: number, kind: string, subject: string, field: string | null, base: Array<string>, undone: boolean, 
/**
 * What was recorded; null where there is none or it was erased.
 */
value: JsonValue | null, };

export type LogLines = { operations: number, troubles: Array<LogTrouble>, missing_at_end: number, };

export type LogTrouble = { operation: string, replica: string, seq: number, why: string, };

export type Made = { case: string, name: string, path: string, };

export type Making = { 
/**
 * Whether somebody is at it.
 */
is_made: boolean, 
/**
 * Documents it holds.
 */
done: number, 
/**
 * Documents it will hold.
 */
total: number, };

export type Mark = { case: string, doc?: Array<string>, seen?: YesNo, starred?: YesNo, tag?: Array<string>, untag?: Array<string>, note?: string, };

export type Marked = { documents: Array<MarkedDocument>, };

export type MarkedDocument = { document: string, seen: boolean, starred: boolean, tags: Array<string>, note: string, };

export type Marks = { seen: boolean, starred: boolean, tags: Array<string>, note: string, };

export type Mentions = { case: string, entity: string, limit?: number, offset?: number, };

export type MentionsAnswer = { 
/**
 * The names that were looked for.
 */
names: Array<string>, found: SearchAnswer, };

export type MessageLine = { document: string, path: string, 
/**
 * Its number: `Message-ID`.
 */
number: string | null, from: string | null, subject: string | null, date: string | null, 
/**
 * The number of the message it answers, in the case or not.
 */
answers: string | null, 
/**
 * The same message, found elsewhere: the same number and the same words.
 */
copies: Array<CopyLine>, 
/**
 * Whether another document has this number and other words.
 */
differs: boolean, 
/**
 * Whether it is set aside, as it may be privileged: who wrote it and what about are left out.
 */
set_aside: boolean, };

export type MissingLine = { number: string, 
/**
 * Whether a message answers it; else it is only referred to.
 */
answered: boolean, 
/**
 * Documents that name it.
 */
named_by: Array<string>, };

export type MissingPage = { unit: number, why: string, };

export type Named = { id: string, name: string, };

export type New = { case: string, name?: string, };

export type NewNames = { 
/**
 * The list, by its id.
 */
sweep: string, 
/**
 * What it is called.
 */
list: string, 
/**
 * The first few of the names, in the order of the list.
 */
names: Array<string>, 
/**
 * How many there are.
 */
n: number, };

export type NewQuery = { query: string, mode: string, filter: string, sort: string, total: number, at_least?: boolean, walked: number, place?: string, };

export type NewSweep = { case: string, 
/**
 * A table (CSV, XLSX, ODS) or a text with a name on each line.
 */
list?: string, 
/**
 * The names themselves, as they were pasted: one on each line, or cells parted by tabs.
 */
text?: string, 
/**
 * Another case: what its entities are called.
 */
entities?: string, 
/**
 * The column the names stand in, by what it is called or by its number.
 */
column?: string, 
/**
 * What to call it (default: the file's name).
 */
name?: string, fuzzy?: boolean, transliterate?: boolean, 
/**
 * Whether it is told when new material has any of the names.
 */
watch?: boolean, 
/**
 * Writes a table there, too.
 */
csv?: string, force?: boolean, };

export type Nothing = Record<symbol, never>;

export type Ocr = { case: string, doc?: Array<string>, 
/**
 * Whether pages that were looked at before are looked at again.
 */
again?: boolean, 
/**
 * What reads: `models`, which is left out, `tesseract`, or `fast`: that for pages it reads well, models for the rest.
 */
engine?: string, 
/**
 * Languages that Tesseract is told, by its own names.
 */
language?: Array<string>, jobs?: number, without_sandbox?: boolean, };

export type OcrAnswer = { 
/**
 * Pages and pictures that were looked at this time.
 */
pages: number, 
/**
 * Of them, with words.
 */
with_words: number, 
/**
 * Of them, that could not be looked at.
 */
failed: number, 
/**
 * Pages that a person put right: they were left as they are.
 */
corrected: number, 
/**
 * Pages and pictures of the case that still wait.
 */
waiting: number, 
/**
 * The whole ledger by state, as it is now.
 */
states: { [key in string]: number }, 
/**
 * Documents of the case that could not be read, or not fully.
 */
unreadable: number, 
/**
 * How long it took.
 */
seconds: number, 
/**
 * Whether it was stopped before the end; the next run goes on.
 */
stopped: boolean, citations: Citations, 
/**
 * Those that are not where they were.
 */
problems: Array<CitationProblem>, };

export type OfCase = { case: string, };

export type OfDocument = { case: string, doc: string, };

export type OfId = { case: string, id: string, };

export type OfLike = { case: string, doc: string, 
/**
 * A page or part of it, in place of the whole.
 */
unit?: number, 
/**
 * Words selected in it, in place of either.
 */
text?: string, limit?: number, offset?: number, 
/**
 * As for a search.
 */
now?: boolean, };

export type OfSaved = { case: string, saved: string, };

export type OfUnit = { case: string, doc: string, unit?: number, };

export type Page = { case: string, doc: string, unit?: number, out?: string, dpi?: number, 
/**
 * `hayro`, `pdfium`, or `other` than the one that draws it unasked.
 */
engine?: string, force?: boolean, };

export type PageNote = { 
/**
 * A lowercase word: `font_missing`, `font_broken`, `picture_broken`, `marks_not_drawn`, `second_engine`,
 * `printer_dots`.
 */
code: string, 
/**
 * In words.
 */
message: string, };

export type PageWritten = { document: string, unit: number, width: number, height: number, 
/**
 * Pixels a point.
 */
scale: number, path: string, 
/**
 * What drew it, with its version.
 */
engine: string, notes: Array<PageNote>, };

export type Part = { unit: number, 
/**
 * Where the words stand; 0 to 0 for a box.
 */
start: number, end: number, 
/**
 * The words; empty for a box.
 */
quote: string, 
/**
 * Whether they were read off a picture, and may have been misread.
 */
by_ocr: boolean, 
/**
 * Left, top, width and height in points, for a box.
 */
box?: [number, number, number, number], 
/**
 * Beginning and end in milliseconds, for a stretch of a recording.
 */
time?: [number, number], };

export type ParticipantLine = { entity: string, name: string, role: string | null, };

export type PasswordAdded = { id: string, label: string, 
/**
 * Whether the case had it before.
 */
had: boolean, 
/**
 * How many locked documents were tried.
 */
tried: number, 
/**
 * How many of them have nothing locked in them any more.
 */
opened: number, 
/**
 * Files and files inside files that were found this time.
 */
found: number, 
/**
 * Of them, new in the ledger.
 */
added: number, 
/**
 * Of the new ones, in another place the very same files as were in the case already.
 */
same: number, 
/**
 * Of them, in the ledger before.
 */
known: number, 
/**
 * Files and files inside files that were passed over this time because they had been erased.
 */
erased_before: number, 
/**
 * The whole ledger by state, as it is now.
 */
states: { [key in string]: number }, 
/**
 * Bytes of the files found.
 */
bytes: number, 
/**
 * How long it took.
 */
seconds: number, 
/**
 * Documents of the case that could not be read, or not fully.
 */
unreadable: number, 
/**
 * Pages and pictures of the case whose words wait to be read off them.
 */
waiting: number, 
/**
 * Whether it was stopped before the end; the next run goes on.
 */
stopped: boolean, citations: Citations, 
/**
 * Those that are not where they were.
 */
problems: Array<CitationProblem>, };

export type PasswordLine = { id: string, label: string, by: string, since: string, 
/**
 * The password itself; null unless it was asked for.
 */
word: string | null, };

export type Passwords = { passwords: Array<PasswordLine>, 
/**
 * How many documents are locked, or hold something that is.
 */
shut: number, };

export type Paste = { case: string, 
/**
 * What to call it, without an ending.
 */
name: string, 
/**
 * The words.
 */
text?: string, 
/**
 * A PNG, in base64.
 */
png?: string, source?: string, kind?: "received" | "filing" | "register" | "news" | "interview" | "own", audience?: "open" | "internal" | "protect", obtained?: string, attribution?: string, reliability?: string, credibility?: string, 
/**
 * Code names of the sources it derives from.
 */
derived_from?: Array<string>, };

export type Pasted = { document: string, path: string, };

export type Prefer = { case: string, fact: string, because?: string, take_back?: boolean, };

export type Preferred = { statement: string, property: string, 
/**
 * The value, as people read it.
 */
shown: string, 
/**
 * Why; null where the preference was taken back.
 */
because: string | null, 
/**
 * How many others of the same property stand beside it.
 */
rivals: number, };

export type PreferredBy = { by: string, because: string, at: string, 
/**
 * Whether this is the preference that counts: of several the newest does.
 */
counts: boolean, };

export type PrivilegeAnswer = { 
/**
 * What documents are set aside by.
 */
rules: Array<RuleLine>, 
/**
 * How many documents are set aside now.
 */
set_aside: number, 
/**
 * How many of them by this command.
 */
newly: number, documents: Array<AsideLine>, };

export type ProblemLine = { code: string, message: string, unit: number | null, };

export type Progress = { 
/**
 * What is being done: `taking in`, `indexing`.
 */
doing: string, 
/**
 * Things done.
 */
done: number, 
/**
 * Things known to be there.
 */
total: number, 
/**
 * Bytes done.
 */
bytes: number, 
/**
 * Bytes known to be there.
 */
total_bytes: number, 
/**
 * Things that gave trouble.
 */
problems: number, 
/**
 * Milliseconds since the start.
 */
elapsed_ms: number, 
/**
 * The file at hand.
 */
current: string, };

export type PropertyLine = { name: string, label: string, 
/**
 * `name`, `date`, `country`, `entity`…
 */
kind: string, range: string | null, };

export type Queries = { case: string, 
/**
 * A search to put at the head of the list, in place of the same one before.
 */
add?: NewQuery, 
/**
 * Forgets the whole list.
 */
clear?: boolean, };

export type QueriesAnswer = { queries: Array<QueryLine>, };

export type QueryLine = { query: string, 
/**
 * `words`, `exact` or `regex`.
 */
mode: string, filter: string, sort: string, 
/**
 * How many hits it had.
 */
total: number, 
/**
 * It was cut short: there may be more.
 */
at_least: boolean, 
/**
 * How many hits had been walked when it was left.
 */
walked: number, 
/**
 * Where the last of them stands, as `search --find` takes it: the number alone shifts when documents come.
 */
place: string | null, 
/**
 * Milliseconds since 1970.
 */
at: number, };

export type Recent = { 
/**
 * The case's id, as links have it; empty where it was remembered before links were.
 */
id: string, path: string, name: string, 
/**
 * When, as `2025-03-04 10:15 UTC`.
 */
opened: string, 
/**
 * Whether its folder is still there.
 */
exists: boolean, };

export type RedoAnswer = { 
/**
 * Kinds of the operations.
 */
redone: Array<string>, 
/**
 * What it was, in words: `event added`.
 */
what: Array<string>, made: string, };

export type Reindex = { case: string, 
/**
 * Only if the one there is missing, damaged or of an older form.
 */
if_needed?: boolean, };

export type Reindexed = { 
/**
 * Whether it was made anew.
 */
made: boolean, documents: number, entries: number, bytes: number, };

export type Relation = "second_source" | "contradiction";

export type RenameSaved = { case: string, saved: string, name: string, };

export type Reread = { case: string, doc?: Array<string>, 
/**
 * Only documents of this kind, as the ledger names it.
 */
format?: string, jobs?: number, without_sandbox?: boolean, };

export type RereadAnswer = { 
/**
 * How many documents were to be read again.
 */
documents: number, 
/**
 * Of them, how many have other words than before.
 */
changed: number, citations: Citations, 
/**
 * Those that are not where they were.
 */
problems: Array<CitationProblem>, 
/**
 * Files and files inside files that were found this time.
 */
found: number, 
/**
 * Of them, new in the ledger.
 */
added: number, 
/**
 * Of the new ones, in another place the very same files as were in the case already.
 */
same: number, 
/**
 * Of them, in the ledger before.
 */
known: number, 
/**
 * Files and files inside files that were passed over this time because they had been erased.
 */
erased_before: number, 
/**
 * The whole ledger by state, as it is now.
 */
states: { [key in string]: number }, 
/**
 * Bytes of the files found.
 */
bytes: number, 
/**
 * How long it took.
 */
seconds: number, 
/**
 * Documents of the case that could not be read, or not fully.
 */
unreadable: number, 
/**
 * Pages and pictures of the case whose words wait to be read off them.
 */
waiting: number, 
/**
 * Whether it was stopped before the end; the next run goes on.
 */
stopped: boolean, };

export type Retry = { case: string, doc?: Array<string>, state?: string, jobs?: number, without_sandbox?: boolean, };

export type RetryAnswer = { 
/**
 * Files and files inside files that were found this time.
 */
found: number, 
/**
 * Of them, new in the ledger.
 */
added: number, 
/**
 * Of the new ones, in another place the very same files as were in the case already.
 */
same: number, 
/**
 * Of them, in the ledger before.
 */
known: number, 
/**
 * Files and files inside files that were passed over this time because they had been erased.
 */
erased_before: number, 
/**
 * The whole ledger by state, as it is now.
 */
states: { [key in string]: number }, 
/**
 * Bytes of the files found.
 */
bytes: number, 
/**
 * How long it took.
 */
seconds: number, 
/**
 * Documents of the case that could not be read, or not fully.
 */
unreadable: number, 
/**
 * Pages and pictures of the case whose words wait to be read off them.
 */
waiting: number, 
/**
 * Whether it was stopped before the end; the next run goes on.
 */
stopped: boolean, citations: Citations, 
/**
 * Those that are not where they were.
 */
problems: Array<CitationProblem>, };

export type Revealed = { 
/**
 * What kind of thing.
 */
what: What, 
/**
 * In words.
 */
words: string, };

export type RevealsAnswer = { document: string, path: string, 
/**
 * What it tells besides its words, the most telling first.
 */
reveals: Array<Revealed>, 
/**
 * Documents inside it that tell something, and how much.
 */
inside: Array<InsideLine>, 
/**
 * Why it may tell more than is listed; null where all of it was read.
 */
unread: string | null, 
/**
 * What could be there and is not looked for.
 */
not_looked_for: Array<string>, };

export type RevealsOf = { case: string, doc: string, };

export type RuleLine = { id: string, kind: "domain" | "name" | "word", text: string, by: string, since: string, };

export type RunSaved = { case: string, saved: string, 
/**
 * Only what came since it was looked at last.
 */
new?: boolean, 
/**
 * As a search takes it.
 */
time_limit?: number, limit?: number, offset?: number, };

export type RunsOn = { unit: number, spans: Array<[number, number]>, };

export type Said = { address: string | null, 
/**
 * EDTF.
 */
saved_at: string | null, };

export type SavePicture = { 
/**
 * Where.
 */
path: string, 
/**
 * Whether what is there may be overwritten: the system's dialog has asked.
 */
force?: boolean, 
/**
 * A PNG, in base64.
 */
png: string, };

export type SaveSearch = { case: string, 
/**
 * Left out, the query is the name.
 */
name?: string, exact?: boolean, regex?: boolean, filter?: string, sort?: string, 
/**
 * How far it was looked at: `as_of` of the answer that was saved. Left out, all there is counts as seen.
 */
as_of?: number, query: Array<string>, };

export type Saved = { path: string, bytes: number, };

export type SavedAnswer = { saved: Array<SavedLine>, };

export type SavedFound = { saved: SavedLine, found: SearchAnswer, };

export type SavedLine = { id: string, name: string, query: string, mode: string, filter: string, sort: string, 
/**
 * Who saved it.
 */
author: string, 
/**
 * When, in milliseconds since 1970.
 */
at: number, 
/**
 * When who asks looked at it last, in milliseconds since 1970; null if never.
 */
seen: number | null, 
/**
 * What `search --since` takes to find what came since then.
 */
since: number | null, 
/**
 * How many hits it has; null where that would mean looking through every text.
 */
total: number | null, 
/**
 * How many of them came since; null if it was never looked at, as then all are.
 */
new: number | null, 
/**
 * Why it could not be counted.
 */
error?: DeskError, };

export type SavedSeen = { case: string, saved: string, as_of?: number, };

export type Search = { case: string, exact?: boolean, regex?: boolean, 
/**
 * How many seconds an exact search or a pattern may take: then it answers with what was found by then, and says what
 * was not looked into. 0: as long as it takes, as a file of hits is given unasked.
 */
time_limit?: number, limit?: number, offset?: number, sort?: SortBy, 
/**
 * The hits of a document stand together, as one reads them; documents by their best hit.
 */
group?: boolean, 
/**
 * Where in the grouped list a place stands: `DOC:UNIT`, `DOC:UNIT:row=R`.
 */
find?: string, 
/**
 * Of documents that are nearly the same only the one with the best hit is listed.
 */
fold?: boolean, 
/**
 * Documents of which those that are nearly the same are listed all the same.
 */
open?: Array<string>, 
/**
 * Fields alone: only documents that fit are looked into, whatever the mode.
 */
filter?: string, 
/**
 * Only documents that came after an earlier answer: its `as_of`.
 */
since?: number, 
/**
 * Does not wait for an index that is being made anew: answers from the one of before, or says how far it is.
 */
now?: boolean, 
/**
 * Writes every hit to a file there: `.csv`, `.xlsx` or `.json`.
 */
export?: string, 
/**
 * Names and quotes protected sources in that file, too.
 */
with_protected?: boolean, force?: boolean, 
/**
 * Counts the hits by what their documents have.
 */
facets?: boolean, 
/**
 * The span of time whose dates are told apart: `2025`, `2025-03`, `2023..2025`.
 */
zoom?: string, query: Array<string>, };

export type SearchAnswer = { query: string, understood: string, mode: string, 
/**
 * How many hits there are; how many at least where it was cut short.
 */
total: number, 
/**
 * What was not looked into, as the time was up.
 */
cut_short: CutShort | null, 
/**
 * Why no text could be passed over, where the index could not tell beforehand where to look.
 */
unfiltered: string | null, 
/**
 * Documents that could not be read, or not fully.
 */
unreadable: number, 
/**
 * Documents taken in whose words cannot be found yet.
 */
behind: number, 
/**
 * Documents that are set aside as they may be privileged: their words are not looked into.
 */
quarantined: number, 
/**
 * Pages and pictures whose words wait to be read off them.
 */
waiting: number, 
/**
 * Documents that the hits are in, where they are grouped.
 */
documents: number | null, 
/**
 * How many of them are left where those that are nearly the same count once, if they are folded.
 */
groups: number | null, 
/**
 * How many hits the pages run over, where they are grouped: all but those that are folded away.
 */
shown: number | null, 
/**
 * Where in the whole list the place asked for stands, from 0; null if it is no hit.
 */
found_at: number | null, 
/**
 * What narrows the search down, as it was understood.
 */
filters: Array<Chip>, hits: Array<HitLine>, 
/**
 * What its hits can be narrowed by, if that was asked.
 */
facets: HitFacets | null, 
/**
 * What was understood and stands for no document: `type:docx` where there is none.
 */
notes: Array<string>, 
/**
 * How far the case had come that was looked into: what `since` takes. Cut short, no farther than before.
 */
as_of: number, 
/**
 * Where the index is of an older form that still answers: how far another one is.
 */
index: Making | null, 
/**
 * The file that was written.
 */
exported?: Exported, };

export type SetSettings = { author?: string, theme?: Theme, 
/**
 * Switching it off forgets the list.
 */
recents_on?: boolean, ocr_on?: boolean, 
/**
 * Paths of cases to take off the list.
 */
forget?: Array<string>, keys?: { [key in string]: Array<string> }, layout?: { [key in string]: number }, };

export type SetSource = { case: string, source: string, audience?: "open" | "internal" | "protect", obtained?: string, attribution?: string, reliability?: string, credibility?: string, 
/**
 * Code names, in place of those it derived from before.
 */
derived_from?: Array<string>, 
/**
 * It derives from no other.
 */
own_origin?: boolean, };

export type Settings = { 
/**
 * Who signs changes; null while nobody said.
 */
author: string | null, 
/**
 * Light, dark, or as the system has it.
 */
theme: Theme, 
/**
 * Whether opened cases are remembered.
 */
recents_on: boolean, 
/**
 * Whether the window reads words off pictures by itself, once files were taken in.
 */
ocr_on: boolean, 
/**
 * Cases opened last, the latest first.
 */
recents: Array<Recent>, 
/**
 * Shortcuts that were changed: action to keys.
 */
keys: { [key in string]: Array<string> }, 
/**
 * Widths of panes and columns in px, by name. Never words of a document.
 */
layout: { [key in string]: number }, };

export type Sheet = { case: string, doc: string, sheet?: string, header_row?: number, no_header?: boolean, as_read?: boolean, };

export type SheetAnswer = { document: string, sheets: Array<SheetLine>, };

export type SheetLine = { 
/**
 * Its name; empty for CSV.
 */
sheet: string, 
/**
 * Its first block of rows, and how many it has.
 */
unit: number, units: number, first_row: number, last_row: number, 
/**
 * The row that names the columns; null where none does.
 */
header_row: number | null, header: Array<string>, 
/**
 * Whether somebody chose it; else it is as the file was read.
 */
chosen: boolean, };

export type ShowSweep = { case: string, id: string, 
/**
 * Only names whose places are others than the time before.
 */
changed?: boolean, csv?: string, force?: boolean, };

export type Similar = { case: string, 
/**
 * What is like this document; left out, all groups.
 */
doc?: string, limit?: number, offset?: number, };

export type SimilarAnswer = { 
/**
 * The document that was asked about.
 */
of: string | null, 
/**
 * Whether its text is too short to be compared: a few words are like too many others.
 */
too_short: boolean, 
/**
 * How many documents are like it, or how many groups there are.
 */
total: number, 
/**
 * What is like the document that was asked about, the nearest first.
 */
documents: Array<SimilarLine>, 
/**
 * Groups, the largest first.
 */
groups: Array<SimilarGroup>, 
/**
 * How many documents have words that were not compared yet.
 */
behind: number, 
/**
 * How many documents that would be among these are set aside as they may be privileged: what they are like says what
 * is in them, so they are left out.
 */
quarantined: number, };

export type SimilarGroup = { 
/**
 * How many documents are in it.
 */
total: number, 
/**
 * The one that came first, then others as they came, not all where there are many.
 */
documents: Array<SimilarLine>, };

export type SimilarLine = { document: string, path: string, kind: string, date: string | null, sources: Array<string>, 
/**
 * The share of its passages (of five words, of short texts three) that both have, from 0 to 1: with the document asked
 * about, or of the first of the group. 1 where no word differs.
 */
share: number | null, };

export type SortBy = "relevance" | "date" | "oldest" | "added" | "path";

export type SourceLine = { 
/**
 * The date that it speaks to.
 */
date: string, 
/**
 * Code names of the sources that the document was found in.
 */
sources: Array<string>, 
/**
 * Code names of the sources that these go back to: those that derive from one are of one origin.
 */
origins: Array<string>, 
/**
 * The citation.
 */
citation: string, 
/**
 * `supports`, `contradicts` or `context`.
 */
stance: string, 
/**
 * Who in the source says it.
 */
said_by: string | null, 
/**
 * The document.
 */
document: string, 
/**
 * Where it was found.
 */
path: string, 
/**
 * The unit, from 1.
 */
unit: number | null, 
/**
 * The place in words.
 */
label: string, 
/**
 * The words.
 */
quote: string, };

export type SourcesAnswer = { sources: Array<KnownSource>, };

export type Spoken = { 
/**
 * The citation.
 */
citation: string, 
/**
 * `supports`, `contradicts` or `context`.
 */
stance: string, 
/**
 * Who in the source says it.
 */
said_by: string | null, 
/**
 * The document.
 */
document: string, 
/**
 * Where it was found.
 */
path: string, 
/**
 * The unit, from 1.
 */
unit: number | null, 
/**
 * The place in words.
 */
label: string, 
/**
 * The words.
 */
quote: string, };

export type StatementAdd = { case: string, entity: string, prop: string, 
/**
 * The source's wording, where it differs.
 */
original?: string, standing?: string, cite?: Array<string>, at?: Array<string>, said_by?: string, };

export type StatementAdded = { statement: string, warnings: Array<string>, };

export type StatementLine = { id: string, entity: string, property: string, value: string, 
/**
 * The value as people read it: an entity by its name, else the value.
 */
shown: string, original: string | null, language: string | null, standing: string, author: string, at: string, withdrawn: boolean, supported: boolean, 
/**
 * Who prefers it to its rivals, if somebody does.
 */
preferred: PreferredBy | null, ties: Array<Spoken>, };

export type Suggest = { case: string, doc: string, unit?: number, start?: number, end?: number, };

export type SuggestedCitation = { citation: string, start: number, end: number, quote: string, facts: Array<SuggestedFact>, };

export type SuggestedDate = { start: number, end: number, words: string, in_selection: boolean, note: string | null, readings: Array<SuggestedReading>, };

export type SuggestedEntity = { id: string, name: string, schema: string, start: number, end: number, words: string, in_selection: boolean, };

export type SuggestedFact = { id: string, schema: string, title: string, date: string | null, stance: string, };

export type SuggestedReading = { date: string, label: string, how: string | null, };

export type Suggestions = { document: string, unit: number, start: number, end: number, quote: string, 
/**
 * The sentence around the words; the row, in a table.
 */
sentence: string, 
/**
 * Dates in the selection, then those in its sentence.
 */
dates: Array<SuggestedDate>, 
/**
 * Who is named in the selection, then in its sentence.
 */
entities: Array<SuggestedEntity>, 
/**
 * Whether the words were read off a picture.
 */
by_ocr: boolean, 
/**
 * Numbers in the selection, read off a picture, whose check digits do not agree.
 */
doubtful: Array<Doubtful>, 
/**
 * Citations of any of these words.
 */
cited: Array<SuggestedCitation>, 
/**
 * Events that the words may speak to.
 */
same: Array<Alike>, };

export type Summary = { 
/**
 * Files and files inside files that were found this time.
 */
found: number, 
/**
 * Of them, new in the ledger.
 */
added: number, 
/**
 * Of the new ones, in another place the very same files as were in the case already.
 */
same: number, 
/**
 * Of them, in the ledger before.
 */
known: number, 
/**
 * Files and files inside files that were passed over this time because they had been erased.
 */
erased_before: number, 
/**
 * The whole ledger by state, as it is now.
 */
states: { [key in string]: number }, 
/**
 * Bytes of the files found.
 */
bytes: number, 
/**
 * How long it took.
 */
seconds: number, 
/**
 * Documents of the case that could not be read, or not fully.
 */
unreadable: number, 
/**
 * Pages and pictures of the case whose words wait to be read off them.
 */
waiting: number, 
/**
 * Whether it was stopped before the end; the next run goes on.
 */
stopped: boolean, };

export type SweepAgain = { case: string, id: string, 
/**
 * All names, not only those whose places are others than the time before.
 */
all?: boolean, csv?: string, force?: boolean, };

export type SweepAnswer = { 
/**
 * Null where the case can only be read, so that nothing is kept.
 */
id: string | null, name: string, fuzzy: boolean, transliterate: boolean, watch: boolean, 
/**
 * The column the names stood in; empty where there was but one.
 */
column: string, 
/**
 * When it was looked for last; null if it never was to the end.
 */
at: string | null, 
/**
 * When it was looked for before that.
 */
before_at: string | null, 
/**
 * How many names there are.
 */
names: number, 
/**
 * How many of them stand anywhere.
 */
found: number, 
/**
 * How many stand in other places than the time before.
 */
changed: number, rows: Array<SweepLine>, 
/**
 * Rows of the list that were passed over.
 */
bad: Array<BadRow>, 
/**
 * Documents that could not be read, or not fully.
 */
unreadable: number, 
/**
 * Documents taken in whose words cannot be found yet.
 */
behind: number, 
/**
 * Documents that are set aside as they may be privileged: their words are not looked into.
 */
quarantined: number, 
/**
 * Pages and pictures whose words wait to be read off them.
 */
waiting: number, 
/**
 * Where it is watched: names that were told of new material since it was looked for.
 */
news: Array<string>, notes: Array<string>, };

export type SweepCounts = { 
/**
 * Letter by letter, as an exact search finds it.
 */
exact: number, 
/**
 * By its words, as the search folds them.
 */
folded: number, 
/**
 * With words one letter off; the folded ones are among them. 0 where it was not asked for.
 */
fuzzy: number, 
/**
 * In other scripts; the folded ones are among them. 0 where it was not asked for.
 */
transliterated: number, };

export type SweepHead = { id: string, name: string, names: number, bad: number, fuzzy: boolean, transliterate: boolean, watch: boolean, made: string, 
/**
 * When it was looked for last; null if it never was to the end.
 */
at: string | null, found: number, changed: number, 
/**
 * Where it is watched: how many names were told of new material since it was looked for.
 */
news: number, };

export type SweepLine = { 
/**
 * The number of its row or line in the list, from 1.
 */
row: number, name: string, 
/**
 * In how many pages, messages, sections or rows it stands.
 */
counts: SweepCounts, 
/**
 * In how many documents.
 */
documents: number, 
/**
 * What was counted the time before; null the first time.
 */
before: SweepCounts | null, 
/**
 * Whether it stands in other places than the time before.
 */
changed: boolean, 
/**
 * Of the places, how many are in documents that were read since the time before.
 */
new: number, 
/**
 * What to search for, to see the places.
 */
queries: SweepQueries, };

export type SweepNews = { 
/**
 * What was told, of each list.
 */
told: Array<NewNames>, };

export type SweepQueries = { folded: string, fuzzy: string | null, transliterated: string | null, };

export type SweepsAnswer = { sweeps: Array<SweepHead>, };

export type TablePage = { sheet: string, first_row: number, rows: number, 
/**
 * What the columns are called: by the row that its reader took for the header, or by the one that was chosen.
 */
header: Array<string>, 
/**
 * The row that says so, as the sheet counts; it may lie in another unit. Null where none does.
 */
header_row: number | null, 
/**
 * Whether somebody chose it.
 */
header_chosen: boolean, 
/**
 * Row, column from 0, stored value, of cells whose stored value is not what is shown.
 */
raw: Array<[number, number, string]>, };

export type TagLine = { tag: string, documents: number, };

export type Tags = { tags: Array<TagLine>, };

export type TextAnswer = { document: string, version: string | null, kind: string, state: string, 
/**
 * Why there is no text, or not all of it; empty where all was read.
 */
reason: string, units: Array<UnitLine>, };

export type TextOf = { case: string, doc: string, unit?: number, version?: string, };

export type Theme = "system" | "light" | "dark";

export type Tie = { case: string, fact: string, cite?: Array<string>, at?: Array<string>, said_by?: string, };

export type TieLine = { citation: string, stance: string, said_by: string | null, };

export type Tied = { ties: Array<string>, };

export type Timeline = { case: string, entity?: Array<string>, source?: string, text?: string, from?: string, to?: string, csv?: string, svg?: string, 
/**
 * Quotes protected sources in the table, too.
 */
with_protected?: boolean, force?: boolean, };

export type TimelineAnswer = { total: number, events: Array<EventLine>, 
/**
 * Of a table that was written: in how many places protected sources stay unnamed.
 */
unnamed?: number, };

export type Touched = { citation: string, quote: string, now: "moved" | "lost", };

export type Undo = { case: string, before_erase?: boolean, };

export type UndoAnswer = { 
/**
 * Kinds of the operations.
 */
undone: Array<string>, 
/**
 * What it was, in words: `event added`.
 */
what: Array<string>, made: string, };

export type UnitLine = { unit: number, label: string, text: string, engine: string, 
/**
 * Whether its words were read off a picture: names and numbers want a look.
 */
by_ocr: boolean, 
/**
 * Numbers read off the picture whose check digits do not agree: a sign of each may be misread.
 */
doubtful: Array<Doubtful>, quality: number | null, 
/**
 * The language it is in, as far as its words tell; else its document's.
 */
language: string | null, 
/**
 * Why its text is empty, where the reader said so.
 */
blank_because: string | null, };

export type UnitPage = { document: string, unit: number, 
/**
 * How many the document has.
 */
units: number, kind: "page" | "message" | "sheet" | "slide" | "web" | "section", label: string, text: string, engine: string, 
/**
 * Whether its words were read off a picture: names and numbers want a look.
 */
by_ocr: boolean, 
/**
 * Whether it is a picture whose words wait to be read off it.
 */
waits: boolean, 
/**
 * Numbers read off the picture whose check digits do not agree: a sign of each may be misread.
 */
doubtful: Array<Doubtful>, 
/**
 * x, y, width, height (points) of what looks like text on it and was not read.
 */
unread: Array<[number, number, number, number]>, quality: number | null, 
/**
 * The language it is in, as far as its words tell; else its document's.
 */
language: string | null, 
/**
 * Width and height of the visible page in points, where the unit is drawn.
 */
page: [number, number] | null, 
/**
 * Start, end (Unicode scalars), x, y, width, height (points) of every run of words on the page.
 */
boxes: Array<[number, number, number, number, number, number]>, table: TablePage | null, 
/**
 * What of it is cited.
 */
cited: Array<CitedSpan>, };

export type Unread = { 
/**
 * Files that could not be read, or not fully.
 */
files: number, 
/**
 * All files of the ledger.
 */
of: number, groups: Array<UnreadGroup>, 
/**
 * The same as plain text.
 */
page: string, };

export type UnreadGroup = { state: string, title: string, files: number, bytes: number, 
/**
 * What it means.
 */
means: string, 
/**
 * What can be done.
 */
todo: string, 
/**
 * What the window offers: `retry`, `ocr` or nothing.
 */
can: string | null, 
/**
 * Kinds of files, the commonest first.
 */
kinds: Array<Counted>, 
/**
 * What the ledger says of them, numbers left out, the commonest first.
 */
reasons: Array<Counted>, 
/**
 * Files with other reasons than these.
 */
other_reasons: number, };

export type Untie = { case: string, fact: string, cite: Array<string>, };

export type Untied = { removed: number, };

export type Use = { id: string, shown: string, };

export type UsesAnswer = { of: string, id: string, citations: Array<Use>, statements: Array<Use>, entities: Array<Use>, ties: Array<string>, 
/**
 * Statements that nothing else supports.
 */
only_support: Array<string>, };

export type Verify = { case: string, citations?: boolean, bytes?: boolean, };

export type VerifyAnswer = { blobs: Blobs, citations: Citations, problems: Array<CitationProblem>, };

export type VocabularyAnswer = { kinds: Array<KindLine>, };

export type Watch = { case: string, folder: string, 
/**
 * How many seconds a file must stay as it is before it is taken in.
 */
settle?: number, jobs?: number, without_sandbox?: boolean, source?: string, kind?: "received" | "filing" | "register" | "news" | "interview" | "own", audience?: "open" | "internal" | "protect", obtained?: string, attribution?: string, reliability?: string, credibility?: string, 
/**
 * Code names of the sources it derives from.
 */
derived_from?: Array<string>, };

export type WatchSweep = { case: string, id: string, 
/**
 * No longer.
 */
off?: boolean, };

export type Watched = { 
/**
 * The folder.
 */
folder: string, 
/**
 * Files and files inside files that were new in the ledger.
 */
added: number, 
/**
 * Documents of the case that could not be read, or not fully.
 */
unreadable: number, };

export type What = "person" | "organisation" | "account" | "place" | "device" | "route" | "time" | "program" | "hidden" | "kept" | "contact";

export type Withdrawn = { id: string, what: string, };

export type YesNo = "yes" | "no";

export interface Commands {
  "new": { request: New; response: Made };
  "ingest": { request: Ingest; response: Summary };
  "watch": { request: Watch; response: Watched };
  "estimate": { request: EstimateOf; response: Estimate };
  "ledger": { request: Ledger; response: LedgerAnswer };
  "retry": { request: Retry; response: RetryAnswer };
  "reread": { request: Reread; response: RereadAnswer };
  "ocr": { request: Ocr; response: OcrAnswer };
  "correct": { request: Correct; response: Corrected };
  "password add": { request: AddPassword; response: PasswordAdded };
  "password list": { request: ListPasswords; response: Passwords };
  "password remove": { request: OfId; response: Passwords };
  "privilege add": { request: AddRules; response: PrivilegeAnswer };
  "privilege list": { request: OfCase; response: PrivilegeAnswer };
  "privilege remove": { request: OfId; response: PrivilegeAnswer };
  "privilege open": { request: Decide; response: Decided };
  "privilege release": { request: Decide; response: Decided };
  "privilege keep": { request: Decide; response: Decided };
  "documents": { request: Documents; response: DocumentsAnswer };
  "text": { request: TextOf; response: TextAnswer };
  "sheet": { request: Sheet; response: SheetAnswer };
  "address": { request: Address; response: Addressed };
  "page": { request: Page; response: PageWritten };
  "copy": { request: CopyOf; response: Copied };
  "reveals": { request: RevealsOf; response: RevealsAnswer };
  "search": { request: Search; response: SearchAnswer };
  "explain": { request: Explain; response: ExplainAnswer };
  "similar": { request: Similar; response: SimilarAnswer };
  "like": { request: OfLike; response: LikeAnswer };
  "compare": { request: Compare; response: CompareAnswer };
  "saved add": { request: SaveSearch; response: SavedAnswer };
  "saved list": { request: OfCase; response: SavedAnswer };
  "saved run": { request: RunSaved; response: SavedFound };
  "saved seen": { request: SavedSeen; response: SavedAnswer };
  "saved rename": { request: RenameSaved; response: SavedAnswer };
  "saved remove": { request: OfSaved; response: SavedAnswer };
  "conversation": { request: ConversationOf; response: ConversationAnswer };
  "cite": { request: Cite; response: Cited };
  "suggest": { request: Suggest; response: Suggestions };
  "entity add": { request: EntityAdd; response: Added };
  "entity list": { request: EntityList; response: Entities };
  "entity show": { request: OfId; response: EntityPage };
  "entity merge": { request: Judge; response: Judged };
  "entity split": { request: Judge; response: Judged };
  "entity mentions": { request: Mentions; response: MentionsAnswer };
  "entity state": { request: StatementAdd; response: StatementAdded };
  "entity withdraw": { request: OfId; response: Withdrawn };
  "link add": { request: LinkAdd; response: Added };
  "link list": { request: LinkList; response: Links };
  "link withdraw": { request: OfId; response: Withdrawn };
  "event add": { request: EventAdd; response: Added };
  "event list": { request: OfCase; response: TimelineAnswer };
  "event withdraw": { request: OfId; response: Withdrawn };
  "tie": { request: Tie; response: Tied };
  "untie": { request: Untie; response: Untied };
  "prefer": { request: Prefer; response: Preferred };
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
  "sources": { request: OfCase; response: SourcesAnswer };
  "source set": { request: SetSource; response: SourcesAnswer };
  "searches": { request: Queries; response: QueriesAnswer };
  "sweep": { request: NewSweep; response: SweepAnswer };
  "sweep list": { request: OfCase; response: SweepsAnswer };
  "sweep show": { request: ShowSweep; response: SweepAnswer };
  "sweep again": { request: SweepAgain; response: SweepAnswer };
  "sweep news": { request: OfCase; response: SweepNews };
  "sweep watch": { request: WatchSweep; response: SweepsAnswer };
  "sweep remove": { request: OfId; response: SweepsAnswer };
  "paste": { request: Paste; response: Pasted };
  "vocabulary": { request: Nothing; response: VocabularyAnswer };
  "save picture": { request: SavePicture; response: Saved };
  "settings": { request: SetSettings; response: Settings };
  "demo": { request: Demo; response: DemoAnswer };
}
