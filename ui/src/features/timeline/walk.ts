import type { Item } from "./model";
import type { Lane } from "./lanes";

/** The event nearest in time in the next lane up or down; the first of all if there is none active. */
export function stepInLanes(items: readonly Item[], lanes: readonly Lane[], active: number, way: 1 | -1): number {
  const now = items[active];
  const home = lanes.findIndex((lane) => lane.items.includes(active));
  if (!now || home < 0) return lanes[0]?.items[0] ?? 0;
  const lane = lanes[home + way];
  if (!lane) return active;
  const distance = (idx: number): number => Math.abs((items[idx]?.from ?? 0) - now.from);
  return lane.items.reduce((best, idx) => (distance(idx) < distance(best) ? idx : best), lane.items[0] ?? active);
}
