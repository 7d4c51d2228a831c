import { type Board, ROW, middleOf } from "./board";
import type { Frame } from "./camera";
import { AXIS } from "./draw";

/** What floats over the drawing: an event's card, or what a chip holds. */
export type Float = { item: number; pinned: boolean } | { folded: number[]; from: number | null };

/** What of the board is in view. */
export interface View {
  board: Board;
  frame: Frame;
  /** How far it is scrolled down. */
  top: number;
  width: number;
  height: number;
}

const HOVER_MS = 260;
/** From one event to the next while a card is shown. */
const NEXT_MS = 60;
const GONE_MS = 160;
const CARD_HEIGHT = 380;
const CARD_WIDTH = 428;
const EDGE = 8;

/** Px that the board's own are moved by in view. */
export function shiftOf({ board, frame }: Pick<View, "board" | "frame">): number {
  return (board.origin - frame.from) * board.pxPerMs;
}

/** Shows, places and hides what floats. */
export class Floats {
  shown = $state.raw<Float | null>(null);
  at = $state.raw({ x: 0, y: 0, above: false });
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly view: () => View | undefined,
    /** Px left of the drawing. */
    private readonly gutter: number,
  ) {}

  /** It stays until it is closed. */
  get isPinned(): boolean {
    return this.shown !== null && "pinned" in this.shown && this.shown.pinned;
  }

  /** It goes with the pointer. */
  get isTip(): boolean {
    return this.shown !== null && "pinned" in this.shown && !this.shown.pinned;
  }

  pin(item: number): void {
    this.place(item);
    this.shown = { item, pinned: true };
  }

  /** An event that was pinned has another place among the events now: its card stays where it is. */
  keep(item: number): void {
    this.stay();
    this.shown = { item, pinned: true };
  }

  /** Lists what a chip holds. Opened by keyboard it has the focus, `from` that event on. */
  fold(items: number[], left: number, top: number, from: number | null = null): void {
    const view = this.view();
    if (!view) return;
    this.put(view, left, top);
    this.shown = { folded: items, from };
  }

  /** Shows an event's card if the pointer stays there. */
  soon(item: number): void {
    const wait = this.shown ? NEXT_MS : HOVER_MS;
    this.stay();
    this.timer = setTimeout(() => {
      this.place(item);
      this.shown = { item, pinned: false };
    }, wait);
  }

  /** Goes unless the pointer comes back. */
  leave(then: () => void): void {
    this.stay();
    this.timer = setTimeout(() => {
      if (this.isTip) this.shown = null;
      then();
    }, GONE_MS);
  }

  /** Nothing that was to come or go does. */
  stay(): void {
    clearTimeout(this.timer);
  }

  hide(): void {
    this.stay();
    this.shown = null;
  }

  private place(item: number): void {
    const view = this.view();
    if (!view) return;
    const lane = view.board.lanes[view.board.home[item] ?? -1];
    const row = view.board.rows[item] ?? -1;
    this.put(view, middleOf(view.board, item), lane ? (row < 0 ? lane.chipsTop : lane.rowsTop + row * ROW) : 0);
  }

  /** Below a row if there is room, else above. Px are the board's own. */
  private put(view: View, left: number, down: number): void {
    const { width, height } = view;
    const x = left + shiftOf(view);
    const top = down - view.top + AXIS;
    const below = height - top - ROW;
    const above = below < CARD_HEIGHT && top > below;
    this.at = {
      x: Math.min(Math.max(this.gutter + x - 40, EDGE), Math.max(EDGE, this.gutter + width - CARD_WIDTH)),
      y: above ? height - top + 6 : top + ROW + 4,
      above,
    };
  }
}
