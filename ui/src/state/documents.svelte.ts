import { type DeskError, type DocumentLine, type Facets, type Mark, type Marked, type Marks, asDeskError } from "../api/client";
import { fold } from "../shared/text/match";
import type { CaseState } from "./case.svelte";

/** The list of documents, loaded once for all who show it. Marks are changed here, so that they show at once. */
export class Documents {
  #lines = $state.raw<readonly DocumentLine[] | undefined>(undefined);
  #error = $state.raw<DeskError | undefined>(undefined);
  #facets = $state.raw<Facets | undefined>(undefined);
  /** Marks that were set since the list was loaded: a mark on one line must not make a long list anew. */
  #marked = $state.raw<ReadonlyMap<string, Marks>>(new Map());
  readonly #byId = $derived(new Map((this.#lines ?? []).map((line) => [line.id, line])));
  readonly #names = $derived((this.#lines ?? []).map(({ title, paths }) => fold(`${title ?? ""}\n${paths.join("\n")}`)));
  private loaded: string | undefined;

  constructor(private readonly of: CaseState) {}

  /** Nothing before the first answer. */
  get lines(): readonly DocumentLine[] | undefined {
    return this.#lines;
  }
  get error(): DeskError | undefined {
    return this.#error;
  }
  /** What the documents have in common. */
  get facets(): Facets | undefined {
    return this.#facets;
  }

  /** Keeps the list up to date while a component is there and wants it. To be called while it is made. */
  follow(isWanted: () => boolean = () => true): void {
    $effect(() => {
      const { info, documentsRevision } = this.of;
      if (info && isWanted()) void this.load(`${info.path} ${documentsRevision}`);
    });
  }

  reload(): void {
    const wanted = this.loaded;
    this.loaded = undefined;
    if (wanted !== undefined) void this.load(wanted);
  }

  clear(): void {
    this.loaded = undefined;
    this.#lines = this.#facets = this.#error = undefined;
    this.#marked = new Map();
  }

  line(id: string): DocumentLine | undefined {
    return this.#byId.get(id);
  }

  /** What is marked on a document now. */
  marksOf(line: DocumentLine): Marks {
    return this.#marked.get(line.id) ?? line;
  }

  /** Titles and paths, folded for comparing, in the order of `lines`. */
  get names(): readonly string[] {
    return this.#names;
  }

  /** Marks documents; what is shown changes at once, and back if it fails. */
  async mark(ids: readonly string[], { seen, starred, tag = [], untag = [] }: Omit<Mark, "case" | "doc" | "note">): Promise<void> {
    const before = this.#marked;
    const marked = new Map(before);
    for (const id of ids) {
      const line = this.line(id);
      if (!line) continue;
      const now = this.marksOf(line);
      marked.set(id, {
        seen: seen ? seen === "yes" : now.seen,
        starred: starred ? starred === "yes" : now.starred,
        tags: [...new Set([...now.tags, ...tag])].filter((t) => !untag.includes(t)).sort(),
        note: now.note,
      });
    }
    this.#marked = marked;
    try {
      await this.of.call("mark", { doc: [...ids], seen, starred, tag, untag });
    } catch (thrown) {
      this.#marked = before;
      throw thrown;
    }
  }

  /** Hears of marks that were set anywhere, as in the reader. */
  hear(name: string, answer: unknown): void {
    if (name !== "mark") return;
    const marked = new Map(this.#marked);
    for (const { document, ...marks } of (answer as Marked).documents) {
      marked.set(document, marks);
      this.know(marks.tags);
    }
    this.#marked = marked;
  }

  /** Offers new tags to filters before the list is loaded again. */
  private know(tags: readonly string[]): void {
    const facets = this.#facets;
    const fresh = tags.filter((tag) => facets && !facets.tags.some(({ name }) => name === tag));
    if (facets && fresh.length > 0) this.#facets = { ...facets, tags: [...facets.tags, ...fresh.map((name) => ({ name, documents: 1 }))] };
  }

  private async load(wanted: string): Promise<void> {
    if (this.loaded === wanted) return;
    this.loaded = wanted;
    try {
      const { documents, facets } = await this.of.call("documents", {});
      if (this.loaded !== wanted) return;
      this.#lines = documents;
      this.#marked = new Map();
      this.#facets = facets;
      this.#error = undefined;
    } catch (thrown) {
      if (this.loaded === wanted) this.#error = asDeskError(thrown);
    }
  }
}
