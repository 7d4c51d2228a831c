import { type DeskError, asDeskError } from "../api/client";

/**
 * Something loaded, as a view shows it. While it is loaded again the last value stays, marked stale;
 * an answer that comes after a newer question is dropped.
 */
export class Resource<T> {
  #value = $state.raw<T | undefined>(undefined);
  #error = $state.raw<DeskError | undefined>(undefined);
  #loading = $state(false);
  private turn = 0;
  private abort = new AbortController();
  private last: (() => Promise<void>) | undefined;

  get value(): T | undefined {
    return this.#value;
  }
  get error(): DeskError | undefined {
    return this.#error;
  }
  get loading(): boolean {
    return this.#loading;
  }

  /** Loads; what is still being loaded is given up. */
  async load(ask: (stop: AbortSignal) => Promise<T>): Promise<void> {
    this.last = () => this.load(ask);
    this.abort.abort();
    this.abort = new AbortController();
    const turn = ++this.turn;
    this.#loading = true;
    try {
      const value = await ask(this.abort.signal);
      if (turn !== this.turn) return;
      this.#value = value;
      this.#error = undefined;
    } catch (thrown) {
      if (turn !== this.turn) return;
      this.#error = asDeskError(thrown);
    }
    this.#loading = false;
  }

  /** The same again, as after a failure. */
  reload(): void {
    void this.last?.();
  }

  /** Forgets value and failure, and whatever is on its way. */
  clear(): void {
    this.turn++;
    this.abort.abort();
    this.#value = undefined;
    this.#error = undefined;
    this.#loading = false;
  }
}

/**
 * A resource that follows what it depends on: everything reactive that `ask` reads before its first
 * `await`. To be called while a component is made.
 */
export function resource<T>(ask: (stop: AbortSignal) => Promise<T>): Resource<T> {
  const made = new Resource<T>();
  $effect(() => {
    const stop = new AbortController();
    let asked: Promise<T> | undefined = ask(stop.signal);
    void made.load((newer) => {
      newer.addEventListener("abort", () => stop.abort());
      // Asked here, so that it is followed; asked anew when it is tried again.
      const answer = asked ?? ask(newer);
      asked = undefined;
      return answer;
    });
    return () => stop.abort();
  });
  return made;
}
