import { type AppEvent, type DeskError, type Job, type Progress, asDeskError } from "../api/client";

export interface RunningJob {
  id: number;
  /** What it is, in the window's words: "Taking in files". */
  title: string;
  progress: Progress | undefined;
  notes: string[];
  stopping: boolean;
  error?: DeskError;
}

/** Long work that is going on, with what it tells. */
export class Jobs {
  #running = $state.raw<RunningJob[]>([]);
  private readonly cancels = new Map<number, () => void>();

  get running(): RunningJob[] {
    return this.#running;
  }

  /** Shows a job until it ends, and answers as it does. */
  async follow<T>(title: string, starting: Promise<Job<T>>): Promise<T> {
    const job = await starting;
    this.cancels.set(job.id, () => job.cancel());
    this.#running = [...this.#running, { id: job.id, title, progress: undefined, notes: [], stopping: false }];
    try {
      return await job.done;
    } catch (thrown) {
      throw asDeskError(thrown);
    } finally {
      this.cancels.delete(job.id);
      this.#running = this.#running.filter((j) => j.id !== job.id);
    }
  }

  /** Asks it to stop; what is done by then stays done. */
  stop(id: number): void {
    this.update(id, { stopping: true });
    this.cancels.get(id)?.();
  }

  hear(event: AppEvent): void {
    if (event.kind !== "job") return;
    const { job, event: told } = event;
    if (told.event === "progress") this.update(job, { progress: told });
    if (told.event === "note") this.update(job, { notes: [...(this.#running.find((j) => j.id === job)?.notes ?? []), told.message] });
  }

  private update(id: number, patch: Partial<RunningJob>): void {
    this.#running = this.#running.map((job) => (job.id === id ? { ...job, ...patch } : job));
  }
}
