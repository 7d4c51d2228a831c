import type { UnitPage } from "../../../api/client";

/** A line of a unit's text. */
export interface Line {
  /** From 1. */
  number: number;
  text: string;
}

/** x, y, width, height, in points from the top left of the page. */
export type Box = [x: number, y: number, width: number, height: number];

/** So much of what is around it is shown with a line. */
const MARGIN = 6;

/** The line in which a place stands, in Unicode scalars from 0. */
export function lineAt(text: string, offset: number): Line {
  const before = [...text].slice(0, offset).filter((char) => char === "\n").length;
  return { number: before + 1, text: text.split("\n")[before] ?? "" };
}

/** Where a line lies on its page; nowhere if the page is not drawn. */
export function boxOf({ text, boxes, page }: UnitPage, { number, text: words }: Line): Box | undefined {
  const before = text.split("\n").slice(0, number - 1);
  const from = before.reduce((sum, line) => sum + [...line].length + 1, 0);
  const to = from + [...words].length;
  const runs = boxes.filter(([start, end]) => start < to && end > from);
  if (!page || runs.length === 0) return undefined;
  const left = Math.max(0, Math.min(...runs.map(([, , x]) => x)) - MARGIN);
  const top = Math.max(0, Math.min(...runs.map(([, , , y]) => y)) - MARGIN);
  const right = Math.min(page[0], Math.max(...runs.map(([, , x, , width]) => x + width)) + MARGIN);
  const bottom = Math.min(page[1], Math.max(...runs.map(([, , , y, , height]) => y + height)) + MARGIN);
  return [left, top, right - left, bottom - top];
}
