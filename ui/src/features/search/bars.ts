import type { DateBar, DateBars } from "../../api/client";

/** More steps than this are drawn close together, those without documents left out. */
const MOST_STEPS = 120;

/** The steps of a span, those without documents as well, so that a gap in time is seen as one. */
export function filled({ step, bars }: DateBars): DateBar[] {
  const [first, last] = [bars[0], bars.at(-1)];
  if (!first || !last) return [];
  const by = new Map(bars.map((bar) => [bar.date, bar]));
  const all: DateBar[] = [];
  for (let date = first.date; all.length < MOST_STEPS; date = after(date, step)) {
    all.push(by.get(date) ?? { date, documents: 0, hits: 0 });
    if (date === last.date) return all;
  }
  return [...bars];
}

/** The step after `2025`, `2025-03` or `2025-03-14`. */
export function after(date: string, step: string): string {
  const [year = 0, month = 1, day = 1] = date.split("-").map(Number);
  if (step === "year") return String(year + 1).padStart(4, "0");
  const next = new Date(Date.UTC(2000, 0, 1));
  next.setUTCFullYear(year, step === "month" ? month : month - 1, step === "month" ? 1 : day + 1);
  return next.toISOString().slice(0, step === "month" ? 7 : 10);
}

/** The span that holds a chosen one and is shown on the way back: a day's month, a month's year, all of time for a year. */
export function wider(from: string, to: string): [string, string] {
  const shared = from.slice(0, 4) === to.slice(0, 4) ? from.slice(0, from.slice(0, 7) === to.slice(0, 7) && from.length === 10 ? 7 : 4) : "";
  return shared.length < Math.min(from.length, to.length) || from !== to ? [shared, shared] : ["", ""];
}
