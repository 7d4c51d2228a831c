import { type AppEvent, type Job, asDeskError } from "../api/client";
import { strings } from "../strings";
import type { CaseState } from "./case.svelte";
import type { Jobs } from "./jobs.svelte";
import type { Location } from "./location.svelte";
import type { Toasts } from "./toasts.svelte";

/** What new material has of the names of lists that are watched. */
export class News {
  #told = $state(0);
  private looking: Job<unknown> | undefined;
  private isShown = false;

  constructor(
    private readonly of: CaseState,
    private readonly jobs: Jobs,
    private readonly location: Location,
    private readonly toasts: Toasts,
  ) {}

  /** Goes up when something is told: lists count what is new. */
  get told(): number {
    return this.#told;
  }

  /** Looks through what came while nobody looked: taken in by another program, or stopped before it was looked through. */
  async look(): Promise<void> {
    if (!this.of.info?.writable) return;
    const job = await this.of.start("sweep news", {});
    this.looking = job;
    this.isShown = false;
    try {
      await job.done;
    } catch (thrown) {
      const { code } = asDeskError(thrown);
      // Stopped, or somebody else is writing: it is looked through the next time.
      if (code !== "stopped" && code !== "locked") throw thrown;
    }
  }

  hear(event: AppEvent): void {
    if (event.kind !== "job") return;
    const { job, event: told } = event;
    if (told.event === "named") this.tell(told.sweep, told.list, told.names, told.n);
    if (told.event === "progress" && job === this.looking?.id) this.show(this.looking);
  }

  clear(): void {
    this.looking?.cancel();
    this.looking = undefined;
  }

  /** Mostly there is nothing to look through; it is seen where there is. */
  private show(job: Job<unknown>): void {
    if (this.isShown) return;
    this.isShown = true;
    this.jobs.follow(strings.sweep.lookingThroughNew, Promise.resolve(job)).catch(() => {});
  }

  private tell(id: string, list: string, names: string[], n: number): void {
    this.#told++;
    const s = strings.sweep;
    this.toasts.show(s.named(list, names, n - names.length), { action: { label: s.show, run: () => this.location.go({ view: "sweep", id, query: {} }) } });
  }
}
