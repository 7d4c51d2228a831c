import type { CitationPage, CitedPart } from "../../api/types";

/** x, y, width, height, in points from the top left of the page. */
export type Box = [x: number, y: number, width: number, height: number];

/** A part of a page to be shown, with what of it is cited. */
export interface Crop {
  unit: number;
  box: Box;
  /** In shares of the box, from 0 to 1. */
  marks: Box[];
}

/** Around the cited words, so that they can be known again on their page. */
const MARGIN = 14;
/** So narrow and so low a part would be drawn too large. */
const LEAST_WIDTH = 270;
const LEAST_HEIGHT = 44;
/** Of what is cited from a whole page its beginning is shown. */
const MOST_HEIGHT = 190;

/** The parts of pages that show a citation; none where its words are lost, or stand on no drawn page. */
export function cropsOf({ parts, covered }: CitationPage): Crop[] {
  return covered ? [] : parts.flatMap((part) => cropOf(part) ?? []);
}

function cropOf({ unit, page, lines, area }: CitedPart): Crop | undefined {
  const marked: Box[] = area ? [area] : page ? lines : [];
  if (marked.length === 0) return undefined;
  const left = Math.min(...marked.map(([x]) => x));
  const top = Math.min(...marked.map(([, y]) => y));
  const right = Math.max(...marked.map(([x, , w]) => x + w));
  const bottom = Math.max(...marked.map(([, y, , h]) => y + h));
  // Without the page's size it is not known how far one can go beyond what is cited.
  const [from, width] = page ? widened(left, right, LEAST_WIDTH, page[0]) : [left, right - left];
  const [down, height] = page ? widened(top, Math.min(bottom, top + MOST_HEIGHT), LEAST_HEIGHT, page[1]) : [top, bottom - top];
  const marks = marked
    .filter(([, y]) => y < down + height)
    .map(([x, y, w, h]): Box => [(x - from) / width, (y - down) / height, w / width, Math.min(h, down + height - y) / height]);
  return { unit, box: [from, down, width, height].map((length) => Math.round(length * 100) / 100) as Box, marks };
}

/** Where a stretch with its margins begins, and how long it is, within what there is. */
function widened(from: number, to: number, least: number, most: number): [number, number] {
  const length = Math.min(most, Math.max(least, to - from + 2 * MARGIN));
  const begin = (from + to - length) / 2;
  return [Math.min(Math.max(0, begin), most - length), length];
}
