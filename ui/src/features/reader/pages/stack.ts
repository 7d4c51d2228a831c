import type { Rotation } from "./geometry";

/** Pages one under the other, in px of the scrolled content. */
export interface Stack {
  tops: number[];
  heights: number[];
  height: number;
  width: number;
}

export const GAP = 16;
export const MARGIN = 20;
/** CSS px of a point at 100 %. */
const PX = 96 / 72;
const MIN_ZOOM = 0.25;
const MAX_ZOOM = 6;

/** `width` and `page` fit; a number is the share of the natural size. */
export type Zoom = "width" | "page" | number;
export type Size = readonly [width: number, height: number];

/** Lays pages out. `sizes` are in points, as drawn (rotation included); `scale` in px per point. */
export function stack(sizes: readonly Size[], scale: number): Stack {
  const tops: number[] = [];
  const heights: number[] = [];
  let top = MARGIN;
  let width = 0;
  for (const [w, h] of sizes) {
    tops.push(top);
    heights.push(h * scale);
    width = Math.max(width, w * scale);
    top += h * scale + GAP;
  }
  return { tops, heights, height: top - GAP + MARGIN, width: width + 2 * MARGIN };
}

/** The first and last page (indices) that are seen between these heights. */
export function between({ tops, heights }: Stack, from: number, to: number): [first: number, last: number] {
  let low = 0;
  let high = tops.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((tops[middle] ?? 0) + (heights[middle] ?? 0) < from) low = middle + 1;
    else high = middle;
  }
  let last = low;
  while (last + 1 < tops.length && (tops[last + 1] ?? 0) <= to) last++;
  return [low, last];
}

/** The page one is on: the one at a third of what is seen. */
export function pageAt(all: Stack, scrollTop: number, viewHeight: number): number {
  return between(all, scrollTop + viewHeight / 3, scrollTop + viewHeight / 3)[0];
}

/** CSS px per point. */
export function scaleFor(zoom: Zoom, [width, height]: Size, room: { width: number; height: number }): number {
  const fitWidth = Math.max(80, room.width - 2 * MARGIN) / width;
  if (zoom === "width") return Math.min(fitWidth, 2.2 * PX);
  if (zoom === "page") return Math.min(fitWidth, Math.max(80, room.height - 2 * MARGIN) / height);
  return zoom * PX;
}

/** The next zoom in or out from a scale. */
export function zoomed(scale: number, by: 1 | -1): number {
  const STEPS = [0.25, 0.33, 0.5, 0.67, 0.8, 0.9, 1, 1.1, 1.25, 1.5, 1.75, 2, 2.5, 3, 4, 5, 6];
  const now = scale / PX;
  const near = 0.01;
  const next = by > 0 ? STEPS.find((step) => step > now + near) : STEPS.findLast((step) => step < now - near);
  return Math.max(MIN_ZOOM, Math.min(MAX_ZOOM, next ?? now));
}

export function percent(scale: number): number {
  return Math.round((scale / PX) * 100);
}

/** The scale a picture is asked for: in steps, so that pictures are drawn once and kept, and never less than is shown. */
export function pictureScale(scale: number, devicePixels: number): number {
  const STEPS = [0.25, 0.5, 0.75, 1, 1.25, 1.5, 2, 2.5, 3, 4, 6];
  const wanted = scale * devicePixels;
  return STEPS.find((step) => step >= wanted * 0.98) ?? 6;
}

/** A page's size as it is drawn. */
export function turned([width, height]: Size, rotation: Rotation): Size {
  return rotation % 180 === 0 ? [width, height] : [height, width];
}
