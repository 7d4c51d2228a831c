import { ALSO, type Board, CHIPS, type LaidLane, ROW, TITLE_GAP, firstReaching, middleOf } from "./board";
import type { Frame } from "./camera";
import type { Ink } from "./ink";
import { CHIP_WIDTH } from "./layout";
import { drawMark, xOf } from "./marks";
import { type Ticks, ticks } from "./scale";

export const AXIS = 66;
const TITLE_FONT = "13.5px";
const NOTE_FONT = "12px";

export interface Scene {
  board: Board;
  frame: Frame;
  /** How far it is scrolled down. */
  top: number;
  width: number;
  height: number;
  ink: Ink;
  active: number;
  hovered: number;
  hasFocus: boolean;
}

export function fonts(ink: Pick<Ink, "sans">): { title: string; note: string } {
  return { title: `${TITLE_FONT} ${ink.sans}`, note: `${NOTE_FONT} ${ink.sans}` };
}

/** Draws frames. Keeps what two frames share: the ticks of a stretch of time, texts of chips. */
export class Painter {
  private cached: { from: number; to: number; msPerPx: number; ticks: Ticks } | undefined;
  private font: { ink: Ink; title: string; note: string } | undefined;
  private readonly chipTexts: string[] = [];

  draw(ctx: CanvasRenderingContext2D, scene: Scene): void {
    const { board, frame, width, height, ink } = scene;
    const pxPerMs = width / (frame.to - frame.from);
    board.layOut(pxPerMs, width);
    if (this.font?.ink !== ink) this.font = { ink, ...fonts(ink) };
    ctx.clearRect(0, 0, width, height);
    ctx.textBaseline = "alphabetic";
    const shift = (board.origin - frame.from) * pxPerMs;
    this.gapBands(ctx, scene, shift);
    this.gridLines(ctx, scene, pxPerMs);
    ctx.save();
    ctx.beginPath();
    ctx.rect(0, AXIS, width, height - AXIS);
    ctx.clip();
    for (const laid of board.lanes) {
      const y = laid.top - scene.top + AXIS;
      if (y > height || y + laid.size < AXIS) continue;
      this.lane(ctx, scene, laid, shift, AXIS - scene.top);
    }
    this.related(ctx, scene, shift);
    ctx.restore();
    this.axis(ctx, scene, pxPerMs, shift);
  }

  private lane(ctx: CanvasRenderingContext2D, scene: Scene, laid: LaidLane, shift: number, down: number): void {
    const { board, width, height, ink, active, hovered, hasFocus } = scene;
    const font = this.font!;
    ctx.fillStyle = ink.line;
    ctx.fillRect(0, laid.top + laid.size + down - 1, width, 1);
    for (const item of laid.also) {
      const x = middleOf(board, item) + shift;
      if (x > -6 && x < width + 6) small(ctx, x, laid.rowsTop - ALSO / 2 + down - 1, item === active || item === hovered, ink);
    }
    for (let at = firstReaching(laid, -shift); at < laid.order.length; at++) {
      const item = laid.order[at]!;
      const left = board.left[item]! + shift;
      if (left > width) break;
      const row = laid.rows[item]!;
      const y = laid.rowsTop + row * ROW + ROW / 2 + down;
      if (row < 0 || y < -ROW || y > height + ROW || (board.isWide[item] ? board.right[item]! : board.markEnd[item]!) + shift < 0) continue;
      if (item === active || item === hovered) back(ctx, left, y, board.right[item]! - board.left[item]!, item === active, hasFocus, ink);
      const { marks } = board.items[item]!;
      const isWide = board.isWide[item] === 1;
      const markY = isWide ? y + 8.5 : y;
      if (marks.length > 1) {
        ctx.fillStyle = ink.ink3;
        ctx.fillRect(left + 4, y - 0.5, board.markEnd[item]! + shift - left - 8, 1);
      }
      for (const mark of marks) drawMark(ctx, mark, xOf(mark.from, board, shift), xOf(mark.to, board, shift), markY, ink, width);
      // The title of a wide mark stays in view as long as the mark does.
      const end = board.markEnd[item]! + shift;
      let x = isWide ? Math.max(left, Math.min(8, end - board.titleWidths[item]!)) : end + TITLE_GAP;
      const textY = isWide ? y - 1 : y + 4.5;
      ctx.font = font.title;
      ctx.fillStyle = ink.ink;
      ctx.fillText(board.titles[item]!, x, textY);
      x += board.titleWidths[item]! + TITLE_GAP;
      if (board.notes[item] || board.warnings[item]) {
        ctx.font = font.note;
        ctx.fillStyle = ink.ink2;
        if (board.notes[item]) ctx.fillText(board.notes[item]!, x, textY);
        x += board.notes[item] ? board.noteWidths[item]! + TITLE_GAP : 0;
        ctx.fillStyle = ink.amber;
        if (board.warnings[item]) ctx.fillText(board.warnings[item]!, x, textY);
      }
    }
    this.chips(ctx, scene, laid, shift, laid.chipsTop + down);
  }

  private chips(ctx: CanvasRenderingContext2D, { width, ink, board, active }: Scene, laid: LaidLane, shift: number, y: number): void {
    if (laid.chips.length === 0) return;
    ctx.font = this.font!.note;
    for (const { left, items } of laid.chips) {
      const x = left + shift;
      if (x < -CHIP_WIDTH || x > width) continue;
      const holdsActive = active >= 0 && laid.rows[active] === -1 && board.home[active] === board.lanes.indexOf(laid) && items.includes(active);
      ctx.fillStyle = holdsActive ? ink.select : ink.idle;
      ctx.beginPath();
      ctx.roundRect(x, y + 3, CHIP_WIDTH, CHIPS - 8, 9);
      ctx.fill();
      if (holdsActive) {
        ctx.strokeStyle = ink.focus;
        ctx.lineWidth = 1.5;
        ctx.stroke();
      }
      ctx.fillStyle = ink.ink2;
      ctx.textAlign = "center";
      ctx.fillText((this.chipTexts[items.length] ??= `+${items.length}`), x + CHIP_WIDTH / 2, y + 16.5);
      ctx.textAlign = "start";
    }
  }

  /** A line from the active event to the others it concerns. */
  private related(ctx: CanvasRenderingContext2D, { board, active, hovered, ink, top }: Scene, shift: number): void {
    const item = hovered >= 0 ? hovered : active;
    if (item < 0) return;
    const home = board.lanes[board.home[item] ?? -1];
    const row = board.rows[item] ?? -1;
    if (!home || row < 0) return;
    const x = Math.round(middleOf(board, item) + shift) - 0.5;
    const from = home.rowsTop + row * ROW + ROW / 2 + (board.isWide[item] ? 8 : 0) + AXIS - top;
    ctx.fillStyle = ink.ink3;
    for (const laid of board.lanes) {
      if (laid === home || !laid.lane.also.includes(item)) continue;
      const to = laid.rowsTop - ALSO / 2 - 1 + AXIS - top;
      ctx.fillRect(x, Math.min(from, to) + 6, 1, Math.abs(to - from) - 10);
    }
  }

  private gapBands(ctx: CanvasRenderingContext2D, { board, frame, width, height, ink }: Scene, shift: number): void {
    ctx.fillStyle = ink.sunk;
    for (const gap of board.gaps) {
      const [x0, x1] = [xOf(gap.from, board, shift), xOf(gap.to, board, shift)];
      if (gap.to < frame.from || gap.from > frame.to) continue;
      const left = Math.max(0, x0 + 12);
      ctx.fillRect(left, AXIS, Math.min(width, x1 - 12) - left, height - AXIS);
    }
  }

  private gridLines(ctx: CanvasRenderingContext2D, { frame, width, height, ink }: Scene, pxPerMs: number): void {
    const { coarse, fine } = this.ticksOf(frame, pxPerMs, width);
    ctx.fillStyle = ink.line;
    for (const { at } of fine) {
      const x = Math.round((at - frame.from) * pxPerMs);
      if (x < 0 || x > width) continue;
      ctx.globalAlpha = 1;
      ctx.fillRect(x, 29, 1, 12);
      ctx.globalAlpha = 0.55;
      ctx.fillRect(x, AXIS, 1, height - AXIS);
    }
    ctx.globalAlpha = 1;
    for (const { at } of coarse) {
      const x = Math.round((at - frame.from) * pxPerMs);
      if (x >= 0 && x <= width) ctx.fillRect(x, 6, 1, height - 6);
    }
  }

  private axis(ctx: CanvasRenderingContext2D, scene: Scene, pxPerMs: number, shift: number): void {
    const { frame, width, ink, board } = scene;
    const { coarse, fine } = this.ticksOf(frame, pxPerMs, width);
    const font = this.font!;
    ctx.fillStyle = ink.line;
    ctx.fillRect(0, AXIS - 1, width, 1);
    ctx.font = font.note;
    ctx.fillStyle = ink.ink3;
    for (const { at, label } of fine) {
      const x = (at - frame.from) * pxPerMs;
      if (x < -4 || x > width) continue;
      ctx.fillText(label, x + 5, 39);
    }
    ctx.fillStyle = ink.ink2;
    coarse.forEach(({ at, label }, idx) => {
      const x = (at - frame.from) * pxPerMs;
      const next = idx + 1 < coarse.length ? (coarse[idx + 1]!.at - frame.from) * pxPerMs : Infinity;
      // The one that began before the view stays at its edge until the next one pushes it out.
      if (x > width || next < 0) return;
      ctx.fillText(label, Math.min(Math.max(x + 5, 8), next - 6 * label.length - 8), 19);
    });
    for (const gap of board.gaps) {
      const left = Math.max(6, xOf(gap.from, board, shift) + 12);
      const right = Math.min(width - 6, xOf(gap.to, board, shift) - 12);
      const room = right - left;
      if (room < gap.width + 16) continue;
      const middle = (left + right) / 2;
      const half = gap.width / 2 + 8;
      ctx.fillStyle = ink.strong;
      ctx.fillRect(left, 54, middle - half - left, 1);
      ctx.fillRect(middle + half, 54, right - middle - half, 1);
      ctx.fillRect(left, 51, 1, 7);
      ctx.fillRect(right, 51, 1, 7);
      ctx.fillStyle = ink.ink3;
      ctx.fillText(gap.text, middle - gap.width / 2, 58);
    }
  }

  private ticksOf({ from, to }: Frame, pxPerMs: number, width: number): Ticks {
    const msPerPx = 1 / pxPerMs;
    const held = this.cached;
    if (held && Math.abs(held.msPerPx - msPerPx) <= msPerPx * 1e-9 && held.from <= from && held.to >= to) return held.ticks;
    const more = width * msPerPx;
    this.cached = { from: from - more, to: to + more, msPerPx, ticks: ticks(from - more, to + more, msPerPx) };
    return this.cached.ticks;
  }
}

/** A small mark: this lane is concerned, the title is in another. */
function small(ctx: CanvasRenderingContext2D, x: number, y: number, isStrong: boolean, ink: Ink): void {
  ctx.beginPath();
  ctx.arc(x, y, isStrong ? 3.5 : 2.5, 0, 2 * Math.PI);
  ctx.fillStyle = isStrong ? ink.ink : ink.strong;
  ctx.fill();
}

function back(ctx: CanvasRenderingContext2D, x: number, y: number, width: number, isActive: boolean, hasFocus: boolean, ink: Ink): void {
  ctx.beginPath();
  ctx.roundRect(x - 6, y - ROW / 2 + 1, width, ROW - 2, 5);
  ctx.fillStyle = isActive && hasFocus ? ink.select : ink.idle;
  ctx.fill();
  if (isActive && hasFocus) {
    ctx.strokeStyle = ink.focus;
    ctx.lineWidth = 1.5;
    ctx.stroke();
  }
}
