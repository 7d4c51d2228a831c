import { type AppEvent, type DeskError, type Hit, type Job, type Progress, type QueryLine, type SearchAnswer, asDeskError } from "../api/client";
import { strings } from "../strings";
import type { CaseState } from "./case.svelte";
import type { Location, Step } from "./location.svelte";

/** How words are looked for. */
export type Mode = "words" | "exact" | "regex";

export interface Question {
  query: string;
  mode: Mode;
  /** Fields alone, as `source:HERON -has:seen`. */
  filter: string;
  sort: Order;
  /** Of documents that are nearly the same only the best is listed. */
  fold?: boolean;
  /** Documents of which those nearly the same are listed all the same. */
  open?: readonly string[];
  /** Only what came after an earlier answer: its `as_of`. */
  since?: number;
}

export const SORTS = ["relevance", "date", "oldest", "added", "path"] as const;
export type Order = (typeof SORTS)[number];

/** What an answer says besides its hits. */
export type Found = Omit<SearchAnswer, "hits" | "found_at" | "documents"> & {
  /** How many documents the hits are in. */
  inDocuments: number | null;
  /** How many documents the case had then. */
  documents: number;
};

/** What is told while texts are looked through. */
export interface Looking {
  /** Why it takes long, if it does. */
  note: string;
  progress: Progress | undefined;
}

/** Hits that are loaded at a time. */
const PAGE = 100;
const RESTS_MS = 1500;

/**
 * The search at hand and its hits, which are walked from anywhere: the list, the reader, another view.
 * Hits are loaded in pages, where they are needed; a newer question stops the one before.
 */
export class Hits {
  #question = $state.raw<Question | undefined>(undefined);
  #found = $state.raw<Found | undefined>(undefined);
  #foundFor = $state.raw<Question | undefined>(undefined);
  #pages = $state.raw<ReadonlyMap<number, readonly Hit[]>>(new Map());
  #error = $state.raw<DeskError | undefined>(undefined);
  #pageError = $state.raw<DeskError | undefined>(undefined);
  #loading = $state(false);
  #looking = $state.raw<Looking | undefined>(undefined);
  #at = $state(-1);
  #isPlaceGone = $state(false);
  #past = $state.raw<readonly QueryLine[]>([]);
  private hasPast = false;
  private turn = 0;
  private walked = 0;
  /** Where the furthest hit that was opened stands. */
  private walkedPlace: string | undefined;
  private running: Job<SearchAnswer> | undefined;
  /** What jobs told before it was known which of them is ours. */
  private readonly early = new Map<number, Looking>();
  private n_starting = 0;
  /** The question that may take as long as it takes. */
  private limitless: Question | undefined;
  private readonly coming = new Map<number, Promise<void>>();
  private rest: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly of: CaseState,
    private readonly location: Location,
  ) {}

  get question(): Question | undefined {
    return this.#question;
  }
  /** The last answer; it stays while a newer question is looked for. */
  get found(): Found | undefined {
    return this.#found;
  }
  /** How many hits are listed: those of documents that are folded away are not. */
  get total(): number {
    return this.#found ? (this.#found.shown ?? this.#found.total) : 0;
  }
  /** Why the question has no answer. */
  get error(): DeskError | undefined {
    return this.#error;
  }
  /** Why a part of the hits is not there. */
  get pageError(): DeskError | undefined {
    return this.#pageError;
  }
  get loading(): boolean {
    return this.#loading;
  }
  /** How far the search at hand is, where it looks through texts. */
  get looking(): Looking | undefined {
    return this.#loading ? this.#looking : undefined;
  }
  /** What is shown belongs to an older question. */
  get isStale(): boolean {
    return this.#found !== undefined && this.#foundFor !== this.#question;
  }
  /** The hit that was opened last, from 0; -1 before any. */
  get at(): number {
    return this.#at;
  }
  /** The hit where one had stopped is no hit any more: another has its number now. */
  get isPlaceGone(): boolean {
    return this.#isPlaceGone;
  }
  /** Searches made before, the latest first. */
  get past(): readonly QueryLine[] {
    return this.#past;
  }

  /** A hit, if it is loaded. */
  hit(idx: number): Hit | undefined {
    return this.#pages.get(Math.floor(idx / PAGE))?.[idx % PAGE];
  }

  /** Looks for something, beginning where one was. The same question again is not asked twice. */
  ask(question: Question, at = -1): void {
    if (same(question, this.#question)) {
      if (at >= 0) this.#at = at;
      return;
    }
    void this.look(question, at);
  }

  /** The same again, at the same hit: after a failure, or because the case has changed. */
  again(): void {
    const hit = this.hit(this.#at);
    if (this.#question) void this.look(this.#question, this.#at, hit && placeOf(hit));
  }

  /** The same again, for as long as it takes: what there was no time for is looked into, too. */
  everywhere(): void {
    this.limitless = this.#question;
    this.again();
  }

  hear(event: AppEvent): void {
    if (event.kind !== "job" || (event.event.event !== "note" && event.event.event !== "progress")) return;
    const { job, event: told } = event;
    const isOurs = this.running?.id === job;
    if (!isOurs && this.n_starting === 0) return;
    const before = (isOurs ? this.#looking : this.early.get(job)) ?? { note: "", progress: undefined };
    const now = told.event === "note" ? { ...before, note: told.message } : { ...before, progress: told };
    if (isOurs) this.#looking = now;
    else this.early.set(job, now);
  }

  /** Stops looking; what was found before stays. */
  stop(): void {
    this.running?.cancel();
  }

  /** Forgets the search, as when the case is closed. */
  clear(): void {
    this.turn++;
    this.stop();
    clearTimeout(this.rest);
    this.coming.clear();
    this.#question = this.#found = this.#foundFor = this.#error = this.#pageError = this.#looking = this.limitless = undefined;
    this.#pages = new Map();
    this.#loading = this.#isPlaceGone = this.hasPast = false;
    this.#past = [];
    this.#at = -1;
    [this.walked, this.walkedPlace] = [0, undefined];
  }

  /** Loads the page that holds this hit, if it is not there. */
  async need(idx: number): Promise<void> {
    const question = this.#foundFor;
    const page = Math.floor(idx / PAGE);
    if (!question || this.isStale || idx < 0 || idx >= this.total || this.#pages.has(page)) return;
    let coming = this.coming.get(page);
    if (!coming) this.coming.set(page, (coming = this.loadPage(question, page)));
    await coming;
  }

  /** Opens the reader at a hit. */
  async open(idx: number, step: Step = "push"): Promise<void> {
    const turn = this.turn;
    await this.need(idx);
    const hit = this.hit(idx);
    if (!hit || turn !== this.turn) return;
    this.#at = idx;
    this.#isPlaceGone = false;
    if (idx + 1 >= this.walked) [this.walked, this.walkedPlace] = [idx + 1, placeOf(hit)];
    this.rememberSoon();
    const { place } = this.location;
    const query = place.view === "search" ? { ...place.query, hit: String(idx + 1) } : place.query;
    const reader = { document: hit.document, unit: hit.unit, at: hit.spans[0], row: hit.row ?? undefined, wide: place.reader?.wide };
    this.location.go({ ...place, query, reader }, step);
  }

  /** The next hit, or the one before; whether there is one. */
  async step(by: 1 | -1): Promise<boolean> {
    const next = this.#at < 0 ? 0 : this.#at + by;
    if (next < 0 || next >= this.total) return false;
    await this.open(next, this.location.place.reader ? "replace" : "push");
    return true;
  }

  /** The first hit of the next document, or of the one before; whether there is one. */
  async stepDocument(by: 1 | -1): Promise<boolean> {
    const before = by < 0 ? await this.firstOf(this.#at) : -1;
    const next = by > 0 ? await this.firstAfter(this.#at) : before > 0 && before === this.#at ? await this.firstOf(before - 1) : before;
    if (next < 0 || next >= this.total || next === this.#at) return false;
    await this.open(next, this.location.place.reader ? "replace" : "push");
    return true;
  }

  /** Loads the searches made before. */
  async loadPast(): Promise<void> {
    this.#past = (await this.of.call("searches", {})).queries;
    this.hasPast = true;
  }

  async forgetPast(): Promise<void> {
    this.#past = (await this.of.call("searches", { clear: true })).queries;
  }

  /** Puts the search at hand on the list of those made, with how far it was walked. */
  async remember(): Promise<void> {
    clearTimeout(this.rest);
    const question = this.#foundFor;
    // What is new of a saved search is no search of its own.
    if (!question || question.since !== undefined || this.isStale || !this.of.info?.writable) return;
    try {
      this.#past = (await this.of.call("searches", { add: { query: question.query, mode: question.mode, filter: question.filter, sort: question.sort, total: this.total, at_least: (this.#found?.cut_short ?? null) !== null, walked: this.walked, place: this.walkedPlace } })).queries;
    } catch {
      // A search that is not remembered is no loss that anybody must be told of while searching.
    }
  }

  /** `place` is where the hit of that number stood, if it is known. */
  private async look(question: Question, at: number, place?: string): Promise<void> {
    const turn = ++this.turn;
    this.stop();
    clearTimeout(this.rest);
    this.#question = question;
    this.#looking = undefined;
    this.#loading = true;
    // A number alone may be another hit's by now: documents have come or gone since.
    if (at >= 0 && !this.hasPast) await this.loadPast().catch(() => {});
    if (turn !== this.turn) return;
    const isAgain = same(question, this.#foundFor);
    const old = isAgain ? { walked: this.walked, place: this.walkedPlace } : this.past.find((line) => same(questionOf(line), { ...question, fold: false }));
    const goesOn = old !== undefined && old.walked === at + 1;
    const sought = place ?? (goesOn ? (old.place ?? undefined) : undefined);
    const page = Math.max(0, Math.floor(at / PAGE));
    try {
      const { hits, found_at, documents, ...found } = await this.run(question, page, () => turn === this.turn, { canStop: true, find: sought });
      if (turn !== this.turn) return;
      this.coming.clear();
      this.#found = { ...found, documents: this.of.info?.counts.documents ?? 0, inDocuments: documents };
      this.#foundFor = question;
      this.#pages = new Map([[page, hits]]);
      this.#at = Math.min(found_at ?? at, this.total - 1);
      // A place that there was no time to look at may be there still.
      this.#isPlaceGone = sought !== undefined && found_at === null && !found.cut_short;
      // Whoever goes on has walked as far as the place stands now, be that more hits or fewer than it was.
      this.walked = goesOn ? this.#at + 1 : Math.max(this.#at + 1, old?.walked ?? 0);
      this.walkedPlace = old?.place ?? undefined;
      this.#error = this.#pageError = undefined;
      this.tellAddress(at);
      this.rememberSoon();
    } catch (thrown) {
      if (turn !== this.turn) return;
      this.#error = asDeskError(thrown);
    }
    this.#loading = false;
  }

  /** An address that named the hit by the number it had names it by the one it has. */
  private tellAddress(before: number): void {
    const { view, query } = this.location.place;
    if (this.#at === before || view !== "search" || query.hit !== String(before + 1)) return;
    this.location.set({ hit: this.#at < 0 ? "" : String(this.#at + 1) }, "replace");
  }

  private async loadPage(question: Question, page: number): Promise<void> {
    const { turn } = this;
    try {
      const { hits, total, shown } = await this.run(question, page, () => turn === this.turn);
      if (turn !== this.turn) return;
      // Documents came or went: pages of two answers do not fit together.
      if (total !== this.#found?.total || shown !== this.#found.shown) {
        this.coming.delete(page);
        // Looked for again, it would be cut short at yet another place.
        if (this.#found?.cut_short) throw strings.search.otherCut;
        return this.again();
      }
      this.#pages = new Map(this.#pages).set(page, hits);
      this.#pageError = undefined;
    } catch (thrown) {
      if (turn === this.turn) this.#pageError = asDeskError(thrown);
    } finally {
      if (turn === this.turn) this.coming.delete(page);
    }
  }

  /** Where the hits of the document of a hit begin. */
  private async firstOf(idx: number): Promise<number> {
    await this.need(idx);
    return idx - ((this.hit(idx)?.nth ?? 1) - 1);
  }

  private async firstAfter(idx: number): Promise<number> {
    if (idx < 0) return 0;
    await this.need(idx);
    const hit = this.hit(idx);
    return hit ? idx - ((hit.nth ?? 1) - 1) + (hit.in_document ?? 1) : -1;
  }

  private async run(question: Question, page: number, isWanted: () => boolean, { canStop = false, find }: { canStop?: boolean; find?: string } = {}): Promise<SearchAnswer> {
    const { query, mode, filter, sort, fold, open, since } = question;
    this.n_starting++;
    const starting = this.of.start("search", {
      query: [query],
      exact: mode === "exact",
      regex: mode === "regex",
      filter,
      sort,
      since,
      now: true,
      group: true,
      ...(fold ? { fold, open: [...(open ?? [])] } : {}),
      // What hits can be narrowed by is asked once, with the first of them.
      ...(canStop ? { facets: true } : {}),
      ...(mode !== "words" && same(question, this.limitless) ? { time_limit: 0 } : {}),
      find,
      limit: PAGE,
      offset: page * PAGE,
    });
    const job = await starting.finally(() => void this.n_starting--);
    if (!isWanted()) job.cancel();
    else if (canStop) {
      this.running = job;
      this.#looking = this.early.get(job.id);
    }
    if (this.n_starting === 0) this.early.clear();
    return job.done;
  }

  private rememberSoon(): void {
    clearTimeout(this.rest);
    this.rest = setTimeout(() => void this.remember(), RESTS_MS);
  }
}

function same(a: Question | undefined, b: Question | undefined): boolean {
  return a !== undefined && b !== undefined && a.query === b.query && a.mode === b.mode && a.filter === b.filter && a.sort === b.sort && a.since === b.since && (a.fold ?? false) === (b.fold ?? false) && (a.open ?? []).join() === (b.open ?? []).join();
}

function placeOf({ document, unit, row }: Hit): string {
  return row === null ? `${document}:${unit}` : `${document}:${unit}:row=${row}`;
}

/** A search made before, as a question. */
export function questionOf({ query, mode, filter, sort }: QueryLine): Question {
  return { query, mode: mode === "exact" || mode === "regex" ? mode : "words", filter, sort: SORTS.find((known) => known === sort) ?? "relevance" };
}
