import { type Board, FADE, LEAST, OPEN } from "./board";
import type { Ink } from "./ink";
import type { End, Mark } from "./model";

const BAR = 7;
const KNOT = 4.5;
const DASHED = [2.6, 1.8];
const DOTTED = [1.2, 2.4];
const WHOLE: number[] = [];
/** How a soft end fades, step by step. */
const FADES = [0.6, 0.38, 0.2, 0.08];

export function xOf(at: number, board: Board, shift: number): number {
  return (at - board.origin) * board.pxPerMs + shift;
}

/**
 * One date. Its length says how exactly the day is known, its fill how the fact is known, and its knot
 * whether it is tied to a source.
 */
export function drawMark(ctx: CanvasRenderingContext2D, mark: Mark, from: number, to: number, y: number, ink: Ink, width: number): void {
  const middle = (from + to) / 2;
  const half = Math.max(to - from, LEAST) / 2;
  const isSpan = !mark.isPoint || to - from > 3 * LEAST;
  if (isSpan) bar(ctx, mark, middle - half, middle + half, y, ink, width);
  // On a long bar the knot is at its beginning, or where the view begins.
  const knotAt = half > 36 ? Math.min(Math.max(middle - half + 10, 14), middle + half - 10) : middle;
  knot(ctx, mark, knotAt, y, ink, !isSpan);
  // On a long bar beside the knot, else through it.
  if (mark.look === "struck") strike(ctx, half > 24 ? knotAt + 16 : knotAt, y, ink);
}

function bar(ctx: CanvasRenderingContext2D, mark: Mark, from: number, to: number, y: number, ink: Ink, width: number): void {
  const left = Math.max(from, -20);
  const right = Math.min(to, width + 20);
  const isTied = mark.thread !== "unsourced";
  const isFilled = isTied && (mark.look === "solid" || mark.look === "light");
  ctx.fillStyle = ctx.strokeStyle = isTied ? ink.ink2 : ink.ink3;
  if (right > left) {
    ctx.beginPath();
    ctx.roundRect(left, y - BAR / 2, right - left, BAR, radii(mark.start, mark.end));
    if (isFilled) {
      ctx.globalAlpha = mark.look === "light" ? 0.34 : 0.8;
      ctx.fill();
      ctx.globalAlpha = 1;
    } else {
      ctx.fillStyle = ink.paper;
      ctx.fill();
      ctx.setLineDash(!isTied ? DASHED : mark.look === "dotted" ? DOTTED : WHOLE);
      ctx.lineWidth = 1.2;
      ctx.stroke();
      ctx.setLineDash(WHOLE);
      ctx.fillStyle = isTied ? ink.ink2 : ink.ink3;
    }
  }
  const strength = mark.look === "light" ? 0.5 : isFilled ? 1 : 0.55;
  fade(ctx, mark.start, from, y, -1, strength);
  fade(ctx, mark.end, to, y, 1, strength);
}

function radii(start: End, end: End): number[] {
  return start === "sharp" && end === "sharp" ? ROUND : start === "sharp" ? ROUND_LEFT : end === "sharp" ? ROUND_RIGHT : SQUARE;
}
const ROUND = [3.5];
const ROUND_LEFT = [3.5, 0, 0, 3.5];
const ROUND_RIGHT = [0, 3.5, 3.5, 0];
const SQUARE = [0];

/** An end that is not sure fades; one that is open also points on. */
function fade(ctx: CanvasRenderingContext2D, end: End, x: number, y: number, way: 1 | -1, strength: number): void {
  if (end === "sharp") return;
  const length = end === "open" ? OPEN - 10 : FADE;
  const step = length / FADES.length;
  for (let n = 0; n < FADES.length; n++) {
    ctx.globalAlpha = FADES[n]! * strength;
    ctx.fillRect(way > 0 ? x + n * step : x - (n + 1) * step, y - BAR / 2, step, BAR);
  }
  ctx.globalAlpha = 1;
  if (end !== "open") return;
  const tip = x + way * (OPEN - 2);
  ctx.lineWidth = 1.4;
  ctx.beginPath();
  ctx.moveTo(tip - way * 5, y - 4);
  ctx.lineTo(tip, y);
  ctx.lineTo(tip - way * 5, y + 4);
  ctx.stroke();
}

function knot(ctx: CanvasRenderingContext2D, mark: Mark, x: number, y: number, ink: Ink, hasEnds: boolean): void {
  if (mark.thread === "changed") return cutKnot(ctx, x, y, ink);
  const isTied = mark.thread === "tied";
  ctx.strokeStyle = ctx.fillStyle = isTied ? ink.thread : ink.ink3;
  ctx.lineWidth = 1.4;
  if (isTied && hasEnds) {
    ctx.fillRect(x - 9, y - 0.7, 18, 1.4);
  }
  ctx.beginPath();
  ctx.arc(x, y, isTied ? KNOT : KNOT - 0.4, 0, 2 * Math.PI);
  if (isTied && mark.look === "solid") {
    ctx.fill();
  } else {
    const colour = ctx.fillStyle;
    ctx.fillStyle = ink.paper;
    ctx.fill();
    ctx.fillStyle = colour;
    if (isTied && mark.look === "light") {
      ctx.globalAlpha = 0.42;
      ctx.fill();
      ctx.globalAlpha = 1;
    }
    ctx.setLineDash(!isTied ? DASHED : mark.look === "dotted" ? DOTTED : WHOLE);
    ctx.stroke();
    ctx.setLineDash(WHOLE);
  }
}

/** The thread is cut: what it was tied to is gone. */
function cutKnot(ctx: CanvasRenderingContext2D, x: number, y: number, ink: Ink): void {
  ctx.fillStyle = ink.paper;
  ctx.fillRect(x - 5, y - 5, 10, 10);
  ctx.fillStyle = ink.thread;
  ctx.fillRect(x - 9, y - 0.7, 5, 1.4);
  ctx.fillRect(x + 4, y - 0.7, 5, 1.4);
  ctx.strokeStyle = ink.amberMark;
  ctx.lineWidth = 1.5;
  ctx.beginPath();
  ctx.moveTo(x - 2.4, y + 4);
  ctx.lineTo(x - 1, y - 4);
  ctx.moveTo(x + 1, y + 4);
  ctx.lineTo(x + 2.4, y - 4);
  ctx.stroke();
}

/** It is said not to be so. */
function strike(ctx: CanvasRenderingContext2D, x: number, y: number, ink: Ink): void {
  ctx.strokeStyle = ink.ink;
  ctx.lineWidth = 1.6;
  ctx.beginPath();
  ctx.moveTo(x - 6, y + 6.5);
  ctx.lineTo(x + 6, y - 6.5);
  ctx.stroke();
}
