import { DAY, HOUR, YEAR } from "./time";

/** What of time is in view. */
export interface Frame {
  from: number;
  to: number;
}

/** The least and the most that can be in view. */
const CLOSEST = HOUR;
const WIDEST = 20_000 * YEAR;
/** How much of the view may be empty beyond the first and the last event. */
const BEYOND = 0.75;

export function zoomed({ from, to }: Frame, factor: number, at: number): Frame {
  const span = Math.min(WIDEST, Math.max(CLOSEST, (to - from) / factor));
  const share = (at - from) / (to - from);
  return { from: at - share * span, to: at + (1 - share) * span };
}

/** Moved by a share of what is in view, within what there is. */
export function panned({ from, to }: Frame, share: number, all: Frame): Frame {
  const span = to - from;
  const least = all.from - BEYOND * span;
  const most = all.to + BEYOND * span - span;
  const moved = Math.min(Math.max(from + share * span, Math.min(least, from)), Math.max(most, from));
  return { from: moved, to: moved + span };
}

/** Everything in view, with the titles: `room` is what each title takes beyond its mark in px. */
export function fitted(items: readonly { from: number; to: number }[], rooms: readonly number[], width: number): Frame {
  const PAD = 28;
  const first = Math.min(...items.map(({ from }) => from));
  const last = Math.max(...items.map(({ to }) => to));
  if (!Number.isFinite(first)) return { from: 0, to: DAY };
  const span = Math.max(last - first, DAY);
  // In a narrow view the time counts for more than the ends of long titles.
  const most = (width < 700 ? 0.35 : 0.55) * width;
  let pxPerMs = Math.max(1, width - 2 * PAD) / span;
  items.forEach(({ to }, idx) => {
    const room = Math.min(rooms[idx] ?? 0, most);
    if (to > first) pxPerMs = Math.min(pxPerMs, (width - 2 * PAD - room) / (to - first));
  });
  return { from: first - PAD / pxPerMs, to: first - PAD / pxPerMs + width / pxPerMs };
}

/** Between two frames; spans are mixed as zooming feels: by their ratio. */
export function between(a: Frame, b: Frame, share: number): Frame {
  const span = (a.to - a.from) * ((b.to - b.from) / (a.to - a.from)) ** share;
  const middle = (a.from + a.to) / 2 + ((b.from + b.to) / 2 - (a.from + a.to) / 2) * share;
  return { from: middle - span / 2, to: middle + span / 2 };
}

const GLIDE_MS = 200;

/** Calls with shares up to 1, one a frame, quick at first; at once for those who want no movement. Answers how to stop. */
export function glide(step: (share: number) => void): () => void {
  if (matchMedia("(prefers-reduced-motion: reduce)").matches) {
    step(1);
    return () => {};
  }
  const began = performance.now();
  let waiting = requestAnimationFrame(function next(now) {
    const share = Math.min(1, Math.max(0, now - began) / GLIDE_MS);
    step(1 - (1 - share) ** 3);
    if (share < 1) waiting = requestAnimationFrame(next);
  });
  return () => cancelAnimationFrame(waiting);
}
