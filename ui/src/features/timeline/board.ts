import { needsSaying, standingWord } from "../../parts/standing";
import { strings } from "../../strings";
import type { Frame } from "./camera";
import { CHIP_WIDTH, type Gap, type Laid, gaps, layOut } from "./layout";
import type { Lane } from "./lanes";
import { type Item, isPreferred } from "./model";
import { DAY, YEAR } from "./time";

export const ROW = 30;
export const CHIPS = 26;
/** A strip at the top of a lane with marks of events whose titles are elsewhere. */
export const ALSO = 14;
const LANE_PAD = 7;
const LANE_LEAST = 40;
/** A mark so wide has its title above it, not at its right. */
export const WIDE = 72;
export const LEAST = 9;
export const FADE = 18;
export const OPEN = 44;
export const TITLE_GAP = 9;
const BETWEEN = 18;
const TITLE_MOST = 360;
const NOTE_MOST = 240;
/** Rows of a lane: many while every title can be read, fewer where most are folded anyhow. */
const ROWS_MOST = 30;
const ROWS_OF_MANY = 14;
const MANY = 400;
/** A share of the view without an event is worth a word. */
const GAP_SHARE = 0.2;

/** How wide a text is in px. */
export type Measure = (text: string, font: "title" | "note") => number;

/** A gap with its words. */
export interface SaidGap extends Gap {
  text: string;
  width: number;
}

/** A lane with its place, its rows, and its items by their left ends. */
export interface LaidLane extends Laid {
  lane: Lane;
  order: Int32Array;
  /** The furthest right end up to each of the order: what begins before the view may reach into it. */
  reach: Float64Array;
  also: Int32Array;
  top: number;
  size: number;
  rowsTop: number;
  chipsTop: number;
}

/**
 * The events with everything that drawing needs, worked out before a frame: texts cut and measured
 * once, rows once per zoom. Px are counted from `origin`.
 */
export class Board {
  readonly titles: string[] = [];
  readonly notes: string[] = [];
  readonly warnings: string[] = [];
  /** Widths of title, note and warning, by item. */
  readonly titleWidths: Float32Array;
  readonly noteWidths: Float32Array;
  readonly warningWidths: Float32Array;
  readonly left: Float64Array;
  readonly right: Float64Array;
  /** The end of the marks: titles of narrow ones stand there. */
  readonly markEnd: Float64Array;
  readonly isWide: Uint8Array;
  readonly rows: Int16Array;
  /** The lane each item has its title in. */
  readonly home: Int16Array;
  /** Items in time order: where the arrow keys go. */
  readonly origin: number;
  readonly all: Frame;
  lanes: LaidLane[] = [];
  gaps: SaidGap[] = [];
  height = 0;
  pxPerMs = 0;

  constructor(
    readonly items: readonly Item[],
    private readonly raw: readonly Lane[],
    private readonly measure: Measure,
    private readonly isFiltered: boolean,
  ) {
    const n = items.length;
    const px = (): Float64Array => new Float64Array(n);
    [this.left, this.right, this.markEnd] = [px(), px(), px()];
    [this.titleWidths, this.noteWidths, this.warningWidths] = [new Float32Array(n), new Float32Array(n), new Float32Array(n)];
    this.isWide = new Uint8Array(n);
    this.rows = new Int16Array(n).fill(-1);
    this.home = new Int16Array(n).fill(-1);
    items.forEach((item, idx) => this.say(item, idx));
    raw.forEach((lane, at) => lane.items.forEach((item) => (this.home[item] = at)));
    const first = items.reduce((least, { from }) => Math.min(least, from), Infinity);
    const last = items.reduce((most, { to }) => Math.max(most, to), -Infinity);
    this.all = items.length > 0 ? { from: first, to: last } : { from: 0, to: DAY };
    this.origin = this.all.from;
  }

  /** What each title takes beyond its mark. */
  rooms(): number[] {
    return this.items.map((_, idx) => this.words(idx) + TITLE_GAP + FADE);
  }

  /** Rows and gaps for a zoom; the same again costs nothing. */
  layOut(pxPerMs: number, width: number): void {
    if (Math.abs(pxPerMs - this.pxPerMs) <= this.pxPerMs * 1e-9) return;
    this.pxPerMs = pxPerMs;
    this.items.forEach((item, idx) => this.place(item, idx));
    let top = 0;
    this.lanes = this.raw.map((lane) => {
      const laid = this.lane(lane, top);
      top += laid.size;
      return laid;
    });
    this.height = top;
    this.gaps = gaps(this.items, (GAP_SHARE * width) / pxPerMs).map((gap) => {
      const text = (this.isFiltered ? strings.timeline.gapShown : strings.timeline.gap)(lengthOf(gap.to - gap.from));
      return { ...gap, text, width: this.measure(text, "note") };
    });
  }

  private words(idx: number): number {
    const note = this.noteWidths[idx] ?? 0;
    const warning = this.warningWidths[idx] ?? 0;
    return (this.titleWidths[idx] ?? 0) + (note && note + TITLE_GAP) + (warning && warning + TITLE_GAP);
  }

  private say(item: Item, idx: number): void {
    const s = strings.timeline;
    const { event } = item;
    const title = cut(event.title, TITLE_MOST, (text) => this.measure(text, "title"));
    const against = item.against[0];
    const said = [needsSaying(event.standing) ? standingWord(event.standing) : "", against ? s.against(against.said_by) : ""];
    const note = cut(said.filter(Boolean).join(", "), NOTE_MOST, (text) => this.measure(text, "note"));
    const warning = event.conflict ? s.dates(item.marks.length, isPreferred(event)) : event.because ? s.lost : "";
    this.titles[idx] = title;
    this.notes[idx] = note;
    this.warnings[idx] = warning;
    this.titleWidths[idx] = this.measure(title, "title");
    this.noteWidths[idx] = note ? this.measure(note, "note") : 0;
    this.warningWidths[idx] = warning ? this.measure(warning, "note") : 0;
  }

  private place({ marks }: Item, idx: number): void {
    let low = Infinity;
    let high = -Infinity;
    let isWide = marks.length === 1;
    for (const mark of marks) {
      const from = (mark.from - this.origin) * this.pxPerMs;
      const to = Math.max((mark.to - this.origin) * this.pxPerMs, from);
      isWide &&= to - from >= WIDE;
      const middle = (from + to) / 2;
      const half = Math.max(to - from, LEAST) / 2 + (mark.isPoint ? 5 : 0);
      low = Math.min(low, middle - half - (mark.start === "sharp" ? 0 : mark.start === "open" ? OPEN : FADE));
      high = Math.max(high, middle + half + (mark.end === "sharp" ? 0 : mark.end === "open" ? OPEN : FADE));
    }
    const words = this.words(idx);
    this.isWide[idx] = isWide ? 1 : 0;
    this.markEnd[idx] = high;
    this.left[idx] = low;
    this.right[idx] = (isWide ? Math.max(high, low + words) : high + TITLE_GAP + words) + BETWEEN;
  }

  private lane(lane: Lane, top: number): LaidLane {
    const order = Int32Array.from(lane.items).sort((a, b) => (this.left[a] ?? 0) - (this.left[b] ?? 0));
    const laid = layOut(order, this, this.items.length > MANY ? ROWS_OF_MANY : ROWS_MOST, this.rows);
    const reach = new Float64Array(order.length);
    let furthest = -Infinity;
    order.forEach((item, at) => (reach[at] = furthest = Math.max(furthest, this.right[item] ?? 0)));
    const rowsTop = top + LANE_PAD + (lane.also.length > 0 ? ALSO : 0);
    const chipsTop = rowsTop + laid.height * ROW;
    const size = Math.max(LANE_LEAST, chipsTop + (laid.chips.length > 0 ? CHIPS : 0) + LANE_PAD - top);
    return { ...laid, lane, order, reach, also: Int32Array.from(lane.also), top, size, rowsTop, chipsTop };
  }
}

/** The first of an order that may reach over `px`. */
export function firstReaching({ order, reach }: LaidLane, px: number): number {
  let [low, high] = [0, order.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((reach[middle] ?? 0) < px) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** What is under a point: an item, or a chip. Px are the board's own. */
export function hit(board: Board, x: number, y: number): { item: number } | { chip: number[]; left: number; top: number } | null {
  const laid = board.lanes.find(({ top, size }) => y >= top && y < top + size);
  if (!laid) return null;
  if (y >= laid.chipsTop && laid.chips.length > 0) {
    const chip = laid.chips.find(({ left }) => x >= left && x <= left + CHIP_WIDTH);
    return chip ? { chip: chip.items, left: chip.left, top: laid.chipsTop } : null;
  }
  if (y < laid.rowsTop) {
    for (const item of laid.also) if (Math.abs(middleOf(board, item) - x) <= 6) return { item };
    return null;
  }
  const row = Math.floor((y - laid.rowsTop) / ROW);
  for (let at = firstReaching(laid, x); at < laid.order.length; at++) {
    const item = laid.order[at] ?? 0;
    if ((board.left[item] ?? 0) > x + 4) break;
    if (laid.rows[item] === row && x <= (board.right[item] ?? 0) - BETWEEN + 4) return { item };
  }
  return null;
}

/** The chip that holds an item which had no row of its own. */
export function chipOf(board: Board, item: number): { items: number[]; left: number; top: number } | undefined {
  const lane = board.lanes[board.home[item] ?? -1];
  if (!lane || board.rows[item] !== -1) return undefined;
  const chip = lane.chips.find(({ items }) => items.includes(item));
  return chip && { ...chip, top: lane.chipsTop };
}

/** Where an item's small mark stands in other lanes: at the middle of its first date. */
export function middleOf(board: Board, item: number): number {
  const mark = board.items[item]?.marks[0];
  return mark ? ((mark.from + mark.to) / 2 - board.origin) * board.pxPerMs : 0;
}

/** "47 days", "8 months", "3 years". */
export function lengthOf(ms: number): string {
  const s = strings.timeline;
  const days = Math.round(ms / DAY);
  if (days < 100) return s.days(days);
  const months = Math.round(ms / (YEAR / 12));
  return months < 24 ? s.months(months) : s.years(Math.round(ms / YEAR));
}

function cut(text: string, most: number, width: (text: string) => number): string {
  if (width(text) <= most) return text;
  const letters = [...text];
  let [low, high] = [0, letters.length];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (width(`${letters.slice(0, middle).join("").trimEnd()}…`) <= most) low = middle;
    else high = middle - 1;
  }
  return `${letters.slice(0, low).join("").trimEnd()}…`;
}
