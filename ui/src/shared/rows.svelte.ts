import { type VirtualItem, Virtualizer, elementScroll, observeElementOffset, observeElementRect } from "@tanstack/virtual-core";

interface Options {
  count: number;
  /** In px: exact, or a guess if rows are measured. */
  height: number;
  /** Room that a sticky header takes. */
  header?: number;
}

/** The rows of a long list that are on screen, over the library's virtualizer. */
export class Rows {
  #items = $state.raw<VirtualItem[]>([]);
  #size = $state(0);
  /** Most rows that were on screen at a time. */
  #most = 1;
  private readonly virtualizer: Virtualizer<HTMLElement, HTMLElement>;

  /** To be called while a component is made. `element` is what scrolls. */
  constructor(
    private readonly element: () => HTMLElement | undefined,
    private readonly options: () => Options,
    initialOffset: number,
  ) {
    this.virtualizer = new Virtualizer(this.settings(initialOffset));
    $effect(() => this.virtualizer._didMount());
    $effect(() => {
      this.virtualizer.setOptions(this.settings(initialOffset));
      this.virtualizer._willUpdate();
      this.read();
    });
  }

  get items(): VirtualItem[] {
    return this.#items;
  }

  /** Height of all rows in px. */
  get size(): number {
    return this.#size;
  }

  /** How many rows fit. */
  get page(): number {
    return Math.max(1, Math.floor((this.element()?.clientHeight ?? 0) / this.options().height) - 1);
  }

  /** Rows of one slot are never on screen together: one element can show them one after another. */
  slot(idx: number): number {
    return idx % this.#most;
  }

  reveal(idx: number): void {
    if (idx >= 0) this.virtualizer.scrollToIndex(idx, { align: "auto" });
  }

  /** For rows whose height is measured: `{@attach rows.measured}` on each, with `data-index`. */
  readonly measured = (row: HTMLElement): (() => void) => {
    this.virtualizer.measureElement(row);
    return () => this.virtualizer.measureElement(null);
  };

  private settings(initialOffset: number): ConstructorParameters<typeof Virtualizer<HTMLElement, HTMLElement>>[0] {
    const { count, height, header = 0 } = this.options();
    return {
      count,
      getScrollElement: () => this.element() ?? null,
      estimateSize: () => height,
      overscan: 8,
      initialOffset,
      scrollPaddingStart: header,
      scrollToFn: elementScroll,
      observeElementRect,
      observeElementOffset,
      onChange: () => this.read(),
    };
  }

  private read(): void {
    const items = this.virtualizer.getVirtualItems();
    this.#most = Math.max(this.#most, items.length);
    this.#items = items;
    this.#size = this.virtualizer.getTotalSize();
  }
}
