import { type DeskError, type Ingest, type Progress, type Summary, asDeskError } from "../api/client";
import type { CaseState } from "./case.svelte";
import type { Jobs } from "./jobs.svelte";
import type { Pictures } from "./pictures.svelte";

/** Where material comes from, as the source form says it. */
export type SourceForm = Pick<Ingest, "source" | "kind" | "audience" | "obtained" | "attribution" | "reliability" | "credibility" | "derived_from">;

/** Files and folders that are taken in together, from one source. */
export interface Batch {
  paths: string[];
  form: SourceForm;
  takeErasedAgain?: boolean;
}

/** A batch that was read, or as much of it as was wanted. */
export interface Result {
  batch: Batch;
  summary: Summary;
}

/** How it is with the batch at hand. */
export type Stage =
  | { stage: "nothing" }
  | { stage: "running"; batch: Batch; job: number; stopping: "pause" | "cancel" | null }
  | { stage: "paused"; batch: Batch; summary: Summary }
  | { stage: "failed"; batch: Batch; error: DeskError };

/** Taking in files: what was dropped and waits for its source, what is read now, what waits its turn. */
export class Intake {
  #asked = $state.raw<string[]>([]);
  #stage = $state.raw<Stage>({ stage: "nothing" });
  #queue = $state.raw<Batch[]>([]);
  #results = $state.raw<Result[]>([]);
  #lastForm = $state.raw<SourceForm | undefined>(undefined);
  /** Goes up when another case is opened: what is told of the one before is of no interest. */
  private turn = 0;

  constructor(
    private readonly of: CaseState,
    private readonly jobs: Jobs,
    private readonly pictures: Pictures,
    /** Whether words are read off pictures by itself. */
    private readonly readsPictures: () => boolean,
  ) {}

  /** Files and folders whose source is asked for now. */
  get asked(): string[] {
    return this.#asked;
  }
  get stage(): Stage {
    return this.#stage;
  }
  get queue(): Batch[] {
    return this.#queue;
  }
  /** What became of batches, the latest first, until it was read. */
  get results(): Result[] {
    return this.#results;
  }
  /** The source that was named last: most often the next files are from it, too. */
  get lastForm(): SourceForm | undefined {
    return this.#lastForm;
  }
  get progress(): Progress | undefined {
    const now = this.#stage;
    return now.stage === "running" ? this.jobs.running.find(({ id }) => id === now.job)?.progress : undefined;
  }

  /** Asks where files come from; more that are dropped meanwhile come along. */
  ask(paths: string[]): void {
    this.#asked = [...new Set([...this.#asked, ...paths])];
  }

  forget(): void {
    this.#asked = [];
  }

  /** The source is known: they are read, after what is read now. */
  take(form: SourceForm, title: string): void {
    const batch: Batch = { paths: this.#asked, form };
    this.#asked = [];
    this.#lastForm = form;
    this.enqueue(batch, title);
  }

  /** Stops so that it can go on; what was read stays. */
  pause(): void {
    this.stop("pause");
  }

  /** Stops for good; what was read stays. */
  cancel(): void {
    this.stop("cancel");
  }

  /** Goes on after a pause, or once more after a failure. */
  goOn(title: string): void {
    const now = this.#stage;
    if (now.stage === "paused" || now.stage === "failed") void this.run(now.batch, title);
  }

  /** The same files once more, and those that had been erased before as well. */
  takeErased(result: Result, title: string): void {
    this.read(result);
    this.enqueue({ ...result.batch, takeErasedAgain: true }, title);
  }

  /** A result was read. */
  read(result: Result): void {
    this.#results = this.#results.filter((other) => other !== result);
  }

  /** Gives up what was paused or failed; the next batch may come. */
  giveUp(title: string): void {
    if (this.#stage.stage === "running") return;
    this.#stage = { stage: "nothing" };
    this.next(title);
  }

  clear(): void {
    this.cancel();
    this.turn++;
    this.#asked = [];
    this.#queue = [];
    this.#results = [];
    this.#lastForm = undefined;
    this.#stage = { stage: "nothing" };
  }

  private enqueue(batch: Batch, title: string): void {
    this.#queue = [...this.#queue, batch];
    if (this.#stage.stage === "nothing") this.next(title);
  }

  private next(title: string): void {
    const [batch, ...rest] = this.#queue;
    if (!batch) return;
    this.#queue = rest;
    void this.run(batch, title);
  }

  private stop(how: "pause" | "cancel"): void {
    const now = this.#stage;
    if (now.stage !== "running" || now.stopping) return;
    this.#stage = { ...now, stopping: how };
    this.jobs.stop(now.job);
  }

  private run(batch: Batch, title: string): Promise<void> {
    return this.pictures.after(() => this.takeIn(batch, title));
  }

  private async takeIn(batch: Batch, title: string): Promise<void> {
    const { turn } = this;
    const isHere = (): boolean => turn === this.turn;
    const starting = this.of.start("ingest", { ...batch.form, paths: batch.paths, take_erased_again: batch.takeErasedAgain });
    const done = this.jobs.follow(title, starting);
    try {
      const { id } = await starting;
      if (isHere()) this.#stage = { stage: "running", batch, job: id, stopping: null };
      const summary = await done;
      if (isHere()) this.ended({ batch, summary }, title);
    } catch (thrown) {
      // Whichever of the two failed, it is told once.
      done.catch(() => {});
      if (isHere()) this.#stage = { stage: "failed", batch, error: asDeskError(thrown) };
    }
  }

  private ended(result: Result, title: string): void {
    const now = this.#stage;
    const isGivenUp = now.stage === "running" && now.stopping === "cancel";
    if (result.summary.stopped && !isGivenUp) {
      this.#stage = { stage: "paused", ...result };
      return;
    }
    this.#results = [result, ...this.#results];
    this.#stage = { stage: "nothing" };
    if (result.summary.waiting > 0 && !isGivenUp && this.readsPictures()) this.pictures.start();
    this.next(title);
  }
}
