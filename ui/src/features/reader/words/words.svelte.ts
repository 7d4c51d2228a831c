import type { Span } from "../../../api/client";
import type { App } from "../../../state/app.svelte";
import type { Reading } from "../reading.svelte";
import { type TextPlace, placeOf, rangeOf } from "./mapping";
import { snapToCharacters, snapToWords, wordEdge } from "./snap";
import { type Taken, sameTaken } from "./taken";

/**
 * What is selected in the document. Words are the browser's own selection, read as offsets of the
 * unit's text; rows and areas are kept here alone.
 */
export class Words {
  #taken = $state.raw<Taken | undefined>(undefined);
  /** The pointer is down: the bar waits. */
  choosing = $state(false);
  /** Lines of what is selected, in px of the window; asked when the bar is placed. */
  lines: () => DOMRect[] = () => [];
  private root: HTMLElement | undefined;

  constructor(
    private readonly app: App,
    private readonly reading: Reading,
  ) {}

  get taken(): Taken | undefined {
    return this.#taken;
  }

  attach(root: HTMLElement): () => void {
    this.root = root;
    return () => {
      if (this.root === root) this.root = undefined;
    };
  }

  /** Takes rows or an area; the browser's selection is given up. */
  take(taken: Taken, lines: () => DOMRect[]): void {
    if (taken.kind !== "words") getSelection()?.removeAllRanges();
    this.lines = lines;
    this.set(taken);
  }

  clear(): void {
    const selection = getSelection();
    if (selection && this.root?.contains(selection.anchorNode)) selection.removeAllRanges();
    this.set(undefined);
  }

  /** Selects words by their offsets, as far as they are drawn. `focus` is the end that moves with Shift. */
  select(from: TextPlace, to: TextPlace, focus: "start" | "end" = "end"): boolean {
    const { root } = this;
    const range = root && rangeOf(root, from, to);
    if (!range) return false;
    const { startContainer, startOffset, endContainer, endOffset } = range;
    const selection = getSelection();
    if (focus === "end") selection?.setBaseAndExtent(startContainer, startOffset, endContainer, endOffset);
    else selection?.setBaseAndExtent(endContainer, endOffset, startContainer, startOffset);
    this.read();
    return true;
  }

  /** Selects again what was selected, after it was drawn anew. */
  restore(): void {
    const taken = this.#taken;
    const isElsewhere = document.activeElement?.matches("input, textarea, select") ?? false;
    if (taken?.kind !== "words" || isElsewhere || this.choosing) return;
    const selection = getSelection();
    if (selection && !selection.isCollapsed && this.root?.contains(selection.anchorNode)) return;
    this.select({ unit: taken.unit, offset: taken.start }, { unit: taken.toUnit, offset: taken.end });
  }

  /** Reads the browser's selection. */
  read(): void {
    const { root } = this;
    const selection = getSelection();
    if (!root || !selection || selection.rangeCount === 0) return;
    const range = selection.getRangeAt(0);
    if (selection.isCollapsed || !range.intersectsNode(root)) {
      // Words that are drawn anew, as with a new thread, lose the browser's selection: only the pointer lets them go.
      if (this.choosing && this.#taken?.kind === "words" && root.contains(selection.anchorNode)) this.set(undefined);
      return;
    }
    const from = placeOf(root, range.startContainer, range.startOffset, "start");
    const to = placeOf(root, range.endContainer, range.endOffset, "end");
    if (!from || !to || from.unit > to.unit || (from.unit === to.unit && from.offset >= to.offset)) return;
    this.lines = () => [...(getSelection()?.rangeCount ? (getSelection()?.getRangeAt(0).getClientRects() ?? []) : [])];
    this.set({ kind: "words", unit: from.unit, start: from.offset, toUnit: to.unit, end: to.offset, quote: this.textOf(from, to) });
  }

  /** Grows what is selected to whole words; with `exact` only to whole characters. */
  snap(exact: boolean): void {
    const taken = this.#taken;
    if (taken?.kind !== "words") return;
    const snap = exact ? snapToCharacters : snapToWords;
    const first = this.snapped(taken.unit, taken.unit === taken.toUnit ? [taken.start, taken.end] : [taken.start, Infinity], snap);
    const last = taken.unit === taken.toUnit ? first : this.snapped(taken.toUnit, [0, taken.end], snap);
    if (!first || !last) return this.clear();
    if (first[0] === taken.start && last[1] === taken.end) return;
    this.select({ unit: taken.unit, offset: first[0] }, { unit: taken.toUnit, offset: last[1] }, this.focusSide());
  }

  /** Moves the end that moves: a word or a line on or back. */
  extend(by: 1 | -1, what: "word" | "line" | "character"): void {
    const taken = this.#taken;
    if (taken?.kind !== "words") return;
    const side = this.focusSide();
    const unit = side === "end" ? taken.toUnit : taken.unit;
    const text = this.reading.unit(unit)?.text;
    if (text === undefined) return;
    const at = side === "end" ? taken.end : taken.start;
    const to = what === "word" ? wordEdge(text, at, by) : what === "line" ? this.lineEdge(unit, at, by) : at + by;
    const [from, until] = side === "end" ? [{ unit: taken.unit, offset: taken.start }, { unit, offset: to }] : [{ unit, offset: to }, { unit: taken.toUnit, offset: taken.end }];
    if (from.unit === until.unit && from.offset >= until.offset) return;
    this.select(from, until, side);
  }

  textOf(from: TextPlace, to: TextPlace): string {
    if (from.unit === to.unit) return this.reading.scalars(from.unit)?.slice(from.offset, to.offset) ?? "";
    const parts = [this.reading.scalars(from.unit)?.slice(from.offset, Infinity) ?? ""];
    for (let n = from.unit + 1; n < to.unit; n++) parts.push(this.reading.unit(n)?.text ?? "");
    return [...parts, this.reading.scalars(to.unit)?.slice(0, to.offset) ?? ""].join("\n");
  }

  private snapped(unit: number, [start, end]: Span, snap: (text: string, span: Span) => Span | null): Span | null {
    const text = this.reading.unit(unit)?.text ?? "";
    return snap(text, [start, Math.min(end, this.reading.scalars(unit)?.length ?? 0)]);
  }

  /** The next end of a line: of a run on a page, of a line of text elsewhere. */
  private lineEdge(unit: number, at: number, by: 1 | -1): number {
    const page = this.reading.unit(unit);
    if (!page) return at;
    const ends = page.boxes.length > 0 ? page.boxes.map(([start, end]) => (by > 0 ? end : start)) : lineEnds(page.text, by);
    return (by > 0 ? ends.find((end) => end > at) : ends.findLast((start) => start < at)) ?? at;
  }

  private focusSide(): "start" | "end" {
    const selection = getSelection();
    const { anchorNode, focusNode } = selection ?? {};
    if (!anchorNode || !focusNode) return "end";
    if (anchorNode === focusNode) return (selection?.focusOffset ?? 0) >= (selection?.anchorOffset ?? 0) ? "end" : "start";
    return anchorNode.compareDocumentPosition(focusNode) & Node.DOCUMENT_POSITION_FOLLOWING ? "end" : "start";
  }

  private set(taken: Taken | undefined): void {
    if (sameTaken(taken, this.#taken)) return;
    this.#taken = taken;
    const document = this.reading.id;
    if (!taken) this.app.selection.clear();
    else if (taken.kind === "words") this.app.selection.set({ kind: "words", document, unit: taken.unit, span: [taken.start, taken.end], quote: taken.quote });
    else if (taken.kind === "rows") this.app.selection.set({ kind: "rows", document, unit: taken.unit, rows: taken.rows, columns: taken.names });
    else this.app.selection.set({ kind: "region", document, unit: taken.unit, box: taken.area });
  }
}

function lineEnds(text: string, by: 1 | -1): number[] {
  const ends: number[] = by > 0 ? [] : [0];
  let at = 0;
  for (const char of text) {
    if (char === "\n") ends.push(by > 0 ? at : at + 1);
    at++;
  }
  if (by > 0) ends.push(at);
  return ends;
}
