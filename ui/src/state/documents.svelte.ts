import { type DeskError, type DocumentLine, type Mark, type Marks, asDeskError } from "../api/client";
import type { CaseState } from "./case.svelte";

export interface Facet {
  value: string;
  n_documents: number;
}

/** What the documents have in common, most frequent first. */
export interface Facets {
  sources: Facet[];
  kinds: Facet[];
  languages: Facet[];
  states: Facet[];
  tags: Facet[];
}

/** The list of documents, loaded once for all who show it. Marks are changed here, so that they show at once. */
export class Documents {
  #lines = $state.raw<readonly DocumentLine[] | undefined>(undefined);
  #error = $state.raw<DeskError | undefined>(undefined);
  readonly #facets = $derived(this.#lines && facetsOf(this.#lines));
  private loaded: string | undefined;

  constructor(private readonly of: CaseState) {}

  /** Nothing before the first answer. */
  get lines(): readonly DocumentLine[] | undefined {
    return this.#lines;
  }
  get error(): DeskError | undefined {
    return this.#error;
  }
  get facets(): Facets | undefined {
    return this.#facets;
  }

  /** Keeps the list up to date while a component is there. To be called while it is made. */
  follow(): void {
    $effect(() => {
      const { info, revision } = this.of;
      if (info) void this.load(`${info.path} ${revision}`);
    });
  }

  reload(): void {
    const wanted = this.loaded;
    this.loaded = undefined;
    if (wanted !== undefined) void this.load(wanted);
  }

  clear(): void {
    this.loaded = undefined;
    this.#lines = this.#error = undefined;
  }

  /** Marks documents; what is shown changes at once, and back if it fails. */
  async mark(ids: readonly string[], { seen, starred, tag = [], untag = [] }: Omit<Mark, "case" | "doc" | "note">): Promise<void> {
    const before = this.#lines;
    this.patch(ids, (marks) => ({
      ...marks,
      seen: seen ? seen === "yes" : marks.seen,
      starred: starred ? starred === "yes" : marks.starred,
      tags: [...new Set([...marks.tags, ...tag])].filter((t) => !untag.includes(t)).sort(),
    }));
    try {
      await this.of.call("mark", { doc: [...ids], seen, starred, tag, untag });
    } catch (thrown) {
      this.#lines = before;
      throw thrown;
    }
  }

  private patch(ids: readonly string[], change: (marks: Marks) => Marks): void {
    const wanted = new Set(ids);
    this.#lines = this.#lines?.map((line) => (wanted.has(line.id) ? { ...line, ...change(line) } : line));
  }

  private async load(wanted: string): Promise<void> {
    if (this.loaded === wanted) return;
    this.loaded = wanted;
    try {
      const { documents } = await this.of.call("documents", {});
      if (this.loaded !== wanted) return;
      this.#lines = documents;
      this.#error = undefined;
    } catch (thrown) {
      if (this.loaded === wanted) this.#error = asDeskError(thrown);
    }
  }
}

/** Counts what occurs, in one walk over all. */
export function facetsOf(lines: readonly DocumentLine[]): Facets {
  const counts = { sources: new Map(), kinds: new Map(), languages: new Map(), states: new Map(), tags: new Map() } satisfies Record<keyof Facets, Map<string, number>>;
  const add = (to: Map<string, number>, value: string | null): void => {
    if (value) to.set(value, (to.get(value) ?? 0) + 1);
  };
  for (const { sources, kind, language, state, tags } of lines) {
    for (const source of sources) add(counts.sources, source);
    for (const tag of tags) add(counts.tags, tag);
    add(counts.kinds, kind);
    add(counts.languages, language);
    add(counts.states, state);
  }
  const listed = (of: Map<string, number>): Facet[] =>
    [...of].map(([value, n_documents]) => ({ value, n_documents })).sort((a, b) => b.n_documents - a.n_documents || a.value.localeCompare(b.value));
  const { sources, kinds, languages, states, tags } = counts;
  return { sources: listed(sources), kinds: listed(kinds), languages: listed(languages), states: listed(states), tags: listed(tags) };
}
