import { type DeskError, type OcrAnswer, type Progress, asDeskError } from "../api/client";
import { strings } from "../strings";
import type { CaseState } from "./case.svelte";
import type { Jobs } from "./jobs.svelte";

/** How it is with reading words off pictures. */
export type Stage =
  | { stage: "nothing" }
  | { stage: "running"; job: number; stopping: "pause" | "cancel" | "yield" | null }
  | { stage: "yielding" }
  | { stage: "paused" }
  | { stage: "failed"; error: DeskError };

/** Pages and pictures that wait to have their words read off them: read after all else, and never in its way. */
export class Pictures {
  #stage = $state.raw<Stage>({ stage: "nothing" });
  #result = $state.raw<OcrAnswer | undefined>(undefined);
  /** Goes up when another case is opened. */
  private turn = 0;
  /** How much work there is that goes first. */
  private n_first = 0;

  constructor(
    private readonly of: CaseState,
    private readonly jobs: Jobs,
  ) {}

  get stage(): Stage {
    return this.#stage;
  }
  /** What came of the last run, until it was read. */
  get result(): OcrAnswer | undefined {
    return this.#result;
  }
  get waiting(): number {
    return this.of.info?.counts.waiting ?? 0;
  }
  get progress(): Progress | undefined {
    const now = this.#stage;
    return now.stage === "running" ? this.jobs.running.find(({ id }) => id === now.job)?.progress : undefined;
  }

  /** Reads all that waits, after what goes first. */
  start(): void {
    if (this.#stage.stage === "running") return;
    if (this.n_first > 0) this.#stage = { stage: "yielding" };
    else void this.run();
  }

  /** Stops so that it can go on; pages that were read stay. */
  pause(): void {
    if (this.#stage.stage === "yielding") this.#stage = { stage: "paused" };
    else this.stop("pause");
  }

  /** Stops for good; pages that were read stay. */
  cancel(): void {
    if (this.#stage.stage === "running") this.stop("cancel");
    else this.#stage = { stage: "nothing" };
  }

  /** A result was read. */
  read(): void {
    this.#result = undefined;
  }

  /** Makes room for work that goes first, and goes on after it. */
  async after<T>(work: () => Promise<T>): Promise<T> {
    const { turn } = this;
    this.n_first++;
    this.stop("yield");
    try {
      return await work();
    } finally {
      if (turn === this.turn && --this.n_first === 0 && this.#stage.stage === "yielding") void this.run();
    }
  }

  /** Reads what waits in one document now, before all else. */
  first(document: string): Promise<OcrAnswer> {
    return this.after(() => this.jobs.follow(strings.pictures.title, this.of.start("ocr", { doc: [document] })));
  }

  clear(): void {
    this.stop("cancel");
    this.turn++;
    this.n_first = 0;
    this.#result = undefined;
    this.#stage = { stage: "nothing" };
  }

  private stop(how: "pause" | "cancel" | "yield"): void {
    const now = this.#stage;
    if (now.stage !== "running" || (now.stopping && how === "yield")) return;
    this.#stage = { ...now, stopping: how };
    this.jobs.stop(now.job);
  }

  private async run(): Promise<void> {
    const { turn } = this;
    const isHere = (): boolean => turn === this.turn;
    this.#result = undefined;
    const starting = this.of.start("ocr", {});
    const done = this.jobs.follow(strings.pictures.title, starting);
    try {
      const { id } = await starting;
      if (isHere()) this.#stage = { stage: "running", job: id, stopping: null };
      // What came first meanwhile goes first all the same.
      if (isHere() && this.n_first > 0) this.stop("yield");
      const looked = await done;
      if (isHere()) this.ended(looked);
    } catch (thrown) {
      done.catch(() => {});
      if (isHere()) this.#stage = { stage: "failed", error: asDeskError(thrown) };
    }
  }

  private ended(looked: OcrAnswer): void {
    const now = this.#stage;
    const how = now.stage === "running" ? now.stopping : null;
    if (looked.stopped && how === "yield") {
      this.#stage = { stage: "yielding" };
      if (this.n_first === 0) void this.run();
      return;
    }
    if (looked.stopped && how === "pause") {
      this.#stage = { stage: "paused" };
      return;
    }
    this.#result = looked;
    this.#stage = { stage: "nothing" };
  }
}
