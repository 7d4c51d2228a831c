import { type DeskError, type DocumentLine, type Facets, type Mark, type Marked, asDeskError } from "../api/client";
import type { CaseState } from "./case.svelte";

/** The list of documents, loaded once for all who show it. Marks are changed here, so that they show at once. */
export class Documents {
  #lines = $state.raw<readonly DocumentLine[] | undefined>(undefined);
  #error = $state.raw<DeskError | undefined>(undefined);
  #facets = $state.raw<Facets | undefined>(undefined);
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

  /** Keeps the list up to date while a component is there. To be called while it is made. */
  follow(): void {
    $effect(() => {
      const { info, documentsRevision } = this.of;
      if (info) void this.load(`${info.path} ${documentsRevision}`);
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
  }

  /** Marks documents; what is shown changes at once, and back if it fails. */
  async mark(ids: readonly string[], { seen, starred, tag = [], untag = [] }: Omit<Mark, "case" | "doc" | "note">): Promise<void> {
    const before = this.#lines;
    this.patch(ids, (line) => ({
      seen: seen ? seen === "yes" : line.seen,
      starred: starred ? starred === "yes" : line.starred,
      tags: [...new Set([...line.tags, ...tag])].filter((t) => !untag.includes(t)).sort(),
    }));
    try {
      await this.of.call("mark", { doc: [...ids], seen, starred, tag, untag });
    } catch (thrown) {
      this.#lines = before;
      throw thrown;
    }
  }

  /** Hears of marks that were set elsewhere, as in the reader. */
  hear(name: string, answer: unknown): void {
    if (name !== "mark") return;
    const marked = new Map((answer as Marked).documents.map(({ document, ...marks }) => [document, marks]));
    this.#lines = this.#lines?.map((line) => {
      const marks = marked.get(line.id);
      return marks ? { ...line, ...marks } : line;
    });
  }

  private patch(ids: readonly string[], change: (line: DocumentLine) => Partial<DocumentLine>): void {
    const wanted = new Set(ids);
    this.#lines = this.#lines?.map((line) => (wanted.has(line.id) ? { ...line, ...change(line) } : line));
  }

  private async load(wanted: string): Promise<void> {
    if (this.loaded === wanted) return;
    this.loaded = wanted;
    try {
      const { documents, facets } = await this.of.call("documents", {});
      if (this.loaded !== wanted) return;
      this.#lines = documents;
      this.#facets = facets;
      this.#error = undefined;
    } catch (thrown) {
      if (this.loaded === wanted) this.#error = asDeskError(thrown);
    }
  }
}
