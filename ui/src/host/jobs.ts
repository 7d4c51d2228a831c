import type { AppEvent, DeskError } from "../api/client";

type End = { ok: unknown } | { error: DeskError };

/** Turns the events that end jobs into promises, whichever of the two comes first. */
export class JobEnds {
  private readonly waiting = new Map<number, { resolve: (value: unknown) => void; reject: (error: DeskError) => void }>();
  private readonly early = new Map<number, End>();

  hear(event: AppEvent): void {
    if (event.kind !== "job-done") return;
    const end: End = event.error ? { error: event.error } : { ok: event.ok };
    const waiter = this.waiting.get(event.job);
    if (!waiter) {
      this.early.set(event.job, end);
      return;
    }
    this.waiting.delete(event.job);
    settle(end, waiter);
  }

  of(job: number): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const end = this.early.get(job);
      this.early.delete(job);
      if (end) settle(end, { resolve, reject });
      else this.waiting.set(job, { resolve, reject });
    });
  }
}

function settle(end: End, waiter: { resolve: (value: unknown) => void; reject: (error: DeskError) => void }): void {
  if ("error" in end) waiter.reject(end.error);
  else waiter.resolve(end.ok);
}
