import type { Span, UnitPage } from "../../../api/client";
import { Scalars } from "../../../shared/text/scalars";

export type Rotation = 0 | 90 | 180 | 270;
export type WordBox = UnitPage["boxes"][number];
/** x, y, width, height in points. */
export type Area = [x: number, y: number, w: number, h: number];
/** An area is at least so wide and high, in points. */
export const SMALLEST = 6;
/** The width of a text in any one unit. */
export type Measure = (text: string) => number;

/** The run of words nearest to a point of the page: in its column before beside it. */
export function nearestBox(boxes: readonly WordBox[], x: number, y: number): WordBox | undefined {
  let best: WordBox | undefined;
  let least = Infinity;
  for (const box of boxes) {
    const [, , left, top, width, height] = box;
    const dx = Math.max(left - x, 0, x - left - width);
    const dy = Math.max(top - y, 0, y - top - height);
    // A line's height away counts as far as half a line beside: the end of a short line is still its end.
    const far = dx * dx + (2 * dy) ** 2;
    if (far < least) [best, least] = [box, far];
  }
  return best;
}

/** Letters that stand under one another, or run down the page. */
export function isUpright([start, end, , , width, height]: WordBox): boolean {
  return end - start > 1 && height > 2 * width;
}

/** The offset nearest to a point: of the nearest run, the nearest edge between characters. */
export function offsetAt(unit: UnitPage, scalars: Scalars, x: number, y: number, measure: Measure): number | null {
  const box = nearestBox(unit.boxes, x, y);
  if (!box) return null;
  const [start, end, left, top, width, height] = box;
  const share = isUpright(box) ? (y - top) / height : (x - left) / width;
  if (share <= 0) return start;
  if (share >= 1) return end;
  const text = scalars.slice(start, end);
  const wanted = share * measure(text);
  let passed = 0;
  let at = 0;
  for (const char of text) {
    const w = measure(text.slice(0, at + char.length)) - passed;
    if (passed + w / 2 > wanted) return start + countOf(text.slice(0, at));
    passed += w;
    at += char.length;
  }
  return end;
}

/** Runs by the lines they stand on: those that follow each other from left to right in one line and size. */
export function linesOf(boxes: readonly WordBox[]): WordBox[][] {
  const lines: WordBox[][] = [];
  for (const box of boxes) {
    const line = lines.at(-1);
    const last = line?.at(-1);
    if (line && last && !isUpright(box) && !isUpright(last) && continues(last, box)) line.push(box);
    else lines.push([box]);
  }
  return lines;
}

/** Whether a run goes on with the line of another: as high, at the same height, and to the right of it. */
function continues([, , ax, ay, aw, ah]: WordBox, [, , bx, by, , bh]: WordBox): boolean {
  const slack = 0.1 * Math.max(ah, bh);
  return Math.abs(ay - by) <= slack && Math.abs(ah - bh) <= slack && bx >= ax + aw - slack;
}

/** Where words stand: one area per line. */
export function areasOf(unit: UnitPage, scalars: Scalars, [from, to]: Span, measure: Measure): Area[] {
  const areas: Area[] = [];
  for (const box of unit.boxes) {
    const [start, end, x, y, w, h] = box;
    if (end <= from || start >= to) continue;
    const text = scalars.slice(start, end);
    const all = measure(text) || 1;
    const a = from <= start ? 0 : measure(scalars.slice(start, from)) / all;
    const b = to >= end ? 1 : measure(scalars.slice(start, to)) / all;
    const part: Area = isUpright(box) ? [x, y + a * h, w, (b - a) * h] : [x + a * w, y, (b - a) * w, h];
    const last = areas.at(-1);
    if (last && !isUpright(box) && sameLine(last, part)) areas[areas.length - 1] = joined(last, part);
    else areas.push(part);
  }
  return areas;
}

/** A point of the drawn, rotated page in the page's own points. */
export function unturned(x: number, y: number, [width, height]: readonly [number, number], rotation: Rotation): [number, number] {
  if (rotation === 90) return [y, height - x];
  if (rotation === 180) return [width - x, height - y];
  if (rotation === 270) return [width - y, x];
  return [x, y];
}

/** The area between two points, kept on the page. */
export function areaOf([ax, ay]: readonly [number, number], [bx, by]: readonly [number, number], [width, height]: readonly [number, number]): Area {
  const keep = (at: number, most: number): number => Math.max(0, Math.min(at, most));
  const [left, right] = [keep(Math.min(ax, bx), width), keep(Math.max(ax, bx), width)];
  const [top, bottom] = [keep(Math.min(ay, by), height), keep(Math.max(ay, by), height)];
  return [left, top, right - left, bottom - top];
}

/** An area moved, and grown to the right and down; it stays on the page, and large enough to be seen. */
export function moved([x, y, w, h]: Area, [dx, dy]: readonly [number, number], [dw, dh]: readonly [number, number], [width, height]: readonly [number, number]): Area {
  const keep = (at: number, least: number, most: number): number => Math.max(least, Math.min(at, most));
  const [left, top] = [keep(x + dx, 0, width - w), keep(y + dy, 0, height - h)];
  return [left, top, keep(w + dw, SMALLEST, width - left), keep(h + dh, SMALLEST, height - top)];
}

function sameLine([ax, ay, aw, ah]: Area, [bx, by, , bh]: Area): boolean {
  const overlap = Math.min(ay + ah, by + bh) - Math.max(ay, by);
  const gap = bx - (ax + aw);
  return overlap > 0.6 * Math.min(ah, bh) && gap > -1 && gap < 1.5 * Math.max(ah, bh);
}

function joined([ax, ay, aw, ah]: Area, [bx, by, bw, bh]: Area): Area {
  const top = Math.min(ay, by);
  return [ax, top, Math.max(ax + aw, bx + bw) - ax, Math.max(ay + ah, by + bh) - top];
}

function countOf(text: string): number {
  return [...text].length;
}

/** An area of the page where it stands on the drawn, turned page. */
export function drawn([x, y, w, h]: Area, [width, height]: readonly [number, number], rotation: Rotation): Area {
  if (rotation === 90) return [height - y - h, x, h, w];
  if (rotation === 180) return [width - x - w, height - y - h, w, h];
  if (rotation === 270) return [y, width - x - w, h, w];
  return [x, y, w, h];
}
