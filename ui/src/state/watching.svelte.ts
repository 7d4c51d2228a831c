import { type AppEvent, type DeskError, asDeskError } from "../api/client";
import type { CaseState } from "./case.svelte";
import type { SourceForm } from "./intake.svelte";

/** A folder that is watched: what appears in it is taken in. */
export interface WatchedFolder {
  job: number;
  folder: string;
  source: string;
  /** Files taken in so far, and files that are there and not taken in yet. */
  taken: number;
  waiting: number;
  /** What was told last: that the folder is gone, or is back. */
  note: string;
  stopping: boolean;
  /** Why it is watched no longer. */
  error?: DeskError;
}

/** The folders that are watched, and the one whose source is asked for. */
export class Watching {
  #asked = $state.raw<string | null>(null);
  #folders = $state.raw<WatchedFolder[]>([]);
  private readonly cancels = new Map<number, () => void>();

  constructor(private readonly of: CaseState) {}

  /** The folder whose source is asked for now. */
  get asked(): string | null {
    return this.#asked;
  }
  get folders(): WatchedFolder[] {
    return this.#folders;
  }

  ask(folder: string): void {
    this.#asked = folder;
  }

  forget(): void {
    this.#asked = null;
  }

  /** The source is known: the folder is watched until it is stopped. */
  async watch(folder: string, form: SourceForm): Promise<void> {
    this.#asked = null;
    const { id, cancel, done } = await this.of.start("watch", { ...form, folder });
    this.cancels.set(id, cancel);
    this.#folders = [...this.#folders, { job: id, folder, source: form.source ?? "", taken: 0, waiting: 0, note: "", stopping: false }];
    try {
      await done;
      this.dismiss(id);
    } catch (thrown) {
      this.update(id, { error: asDeskError(thrown) });
    } finally {
      this.cancels.delete(id);
    }
  }

  stop(job: number): void {
    this.update(job, { stopping: true });
    this.cancels.get(job)?.();
  }

  /** A folder that is watched no longer is shown no longer. */
  dismiss(job: number): void {
    this.#folders = this.#folders.filter((one) => one.job !== job);
  }

  hear(event: AppEvent): void {
    if (event.kind !== "job") return;
    const { job, event: told } = event;
    if (told.event === "note") this.update(job, { note: told.message });
    if (told.event === "progress" && told.doing === "watching") this.update(job, { taken: told.done, waiting: told.total - told.done });
  }

  /** Another case is opened: what belongs to the one before is watched no longer. */
  clear(): void {
    for (const cancel of this.cancels.values()) cancel();
    this.#asked = null;
    this.#folders = [];
  }

  private update(job: number, patch: Partial<WatchedFolder>): void {
    this.#folders = this.#folders.map((one) => (one.job === job ? { ...one, ...patch } : one));
  }
}
