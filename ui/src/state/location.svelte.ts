import { type Place, type ReaderPlace, format, parse } from "./place";

/** How to go: `push` leaves a step to come back to, `replace` does not (typing in a search field). */
export type Step = "push" | "replace";

interface Entry {
  casebound: number;
  /** How many steps lie before it. */
  nth?: number;
}

/**
 * Where one is, kept in the window's address, so that back, forward and links work everywhere.
 * Each step also remembers how it was left (scroll, focus): coming back finds it so.
 */
export class Location {
  #place = $state.raw<Place>({ view: "library", query: {} });
  #entry = $state.raw(0);
  private readonly kept = new Map<number, Map<string, unknown>>();
  private readonly left = new Map<string, Record<string, string>>();
  private n_entries = 0;
  private nth = 0;
  /** Of each step, how many lay before the last one in another view. */
  private readonly cameFrom = new Map<number, number>();

  constructor(
    private readonly window: Window,
    private readonly home: string,
  ) {
    this.#place = parse(window.location.hash, home);
    this.n_entries = entryOf(window.history.state)?.casebound ?? 0;
    this.#entry = this.n_entries;
    this.nth = entryOf(window.history.state)?.nth ?? 0;
    window.history.replaceState({ casebound: this.#entry, nth: this.nth } satisfies Entry, "", format(this.#place));
    window.addEventListener("popstate", this.hear);
  }

  get place(): Place {
    return this.#place;
  }

  /** Which step of the history this is. Changes with `back`, `forward` and a pushed step. */
  get entry(): number {
    return this.#entry;
  }

  /** Goes to another place. What the reader shows stays, unless it is named. */
  go(to: Partial<Place> & { view: string }, step: Step = "push"): void {
    const place: Place = { query: {}, reader: this.#place.reader, ...to };
    this.move(place, step);
  }

  /** Goes to a view as it was left: its filters, order and search. Where one is in it already, to its beginning. */
  visit(view: string): void {
    this.go({ view, query: view === this.#place.view ? {} : (this.left.get(view) ?? {}) });
  }

  /** Changes parameters of this view; an empty value takes one away. */
  set(query: Record<string, string | undefined>, step: Step = "push"): void {
    const merged: Record<string, string> = {};
    for (const [key, value] of Object.entries({ ...this.#place.query, ...query })) if (value) merged[key] = value;
    this.move({ ...this.#place, query: merged }, step);
  }

  /** Opens the reader beside the view. */
  read(reader: ReaderPlace, step: Step = "push"): void {
    this.move({ ...this.#place, reader: { wide: this.#place.reader?.wide, ...reader } }, step);
  }

  /** Closes the reader. */
  closeReader(): void {
    this.move({ ...this.#place, reader: undefined }, "push");
  }

  back(): void {
    this.window.history.back();
  }

  /** Back to where this view was come to from, whatever was opened in it since. False where that is not known. */
  leave(): boolean {
    const to = this.cameFrom.get(this.#entry);
    if (to === undefined) return false;
    this.window.history.go(to - this.nth);
    return true;
  }

  forward(): void {
    this.window.history.forward();
  }

  /** Remembers something of this step, like how far a list was scrolled. Memory only. */
  keep(key: string, value: unknown): void {
    let of = this.kept.get(this.#entry);
    if (!of) this.kept.set(this.#entry, (of = new Map<string, unknown>()));
    of.set(key, value);
  }

  /** What was kept under this key in this step. */
  recall<T>(key: string): T | undefined {
    return this.kept.get(this.#entry)?.get(key) as T | undefined;
  }

  /** Forgets every step: another case is opened. */
  reset(place: Place): void {
    this.kept.clear();
    this.left.clear();
    this.cameFrom.clear();
    this.move(place, "replace");
  }

  destroy(): void {
    this.window.removeEventListener("popstate", this.hear);
  }

  private move(place: Place, step: Step): void {
    const hash = format(place);
    if (hash === format(this.#place)) return;
    if (place.id === undefined) this.left.set(place.view, place.query);
    if (step === "push") {
      const before = this.kept.get(this.#entry);
      const isSame = place.view === this.#place.view && place.id === this.#place.id;
      const from = isSame ? this.cameFrom.get(this.#entry) : this.nth;
      this.#entry = ++this.n_entries;
      this.nth++;
      if (from !== undefined) this.cameFrom.set(this.#entry, from);
      // The same view stays as it is when the reader opens beside it: the new step knows what the old one did.
      if (before && isSame) this.kept.set(this.#entry, new Map(before));
    }
    const state: Entry = { casebound: this.#entry, nth: this.nth };
    if (step === "push") this.window.history.pushState(state, "", hash);
    else this.window.history.replaceState(state, "", hash);
    this.#place = parse(hash, this.home);
  }

  private readonly hear = (event: PopStateEvent): void => {
    // An address that was gone to by itself has no state yet: it is one step on.
    const state = entryOf(event.state) ?? { casebound: this.n_entries + 1, nth: this.nth + 1 };
    if (!entryOf(event.state)) this.window.history.replaceState(state, "");
    const entry = state.casebound;
    this.nth = state.nth ?? 0;
    this.n_entries = Math.max(this.n_entries, entry);
    this.#entry = entry;
    this.#place = parse(this.window.location.hash, this.home);
  };
}

function entryOf(state: unknown): Entry | undefined {
  return typeof state === "object" && state !== null && "casebound" in state ? (state as Entry) : undefined;
}
