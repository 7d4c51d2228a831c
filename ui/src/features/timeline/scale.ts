import { DAY, HOUR, MINUTE, YEAR, utc } from "./time";

/** A mark on the axis. */
export interface Tick {
  at: number;
  label: string;
}

/** What the axis says: fine marks, and above them what they belong to ("Nov 2024" over days). */
export interface Ticks {
  fine: Tick[];
  coarse: Tick[];
}

type Unit = "minute" | "hour" | "day" | "month" | "year";

interface Step {
  unit: Unit;
  every: number;
  /** About how long it is. */
  ms: number;
}

const STEPS: Step[] = [
  ...steps("minute", MINUTE, [1, 5, 15, 30]),
  ...steps("hour", HOUR, [1, 3, 6, 12]),
  ...steps("day", DAY, [1, 2, 5, 10]),
  ...steps("month", YEAR / 12, [1, 3, 6]),
  ...steps("year", YEAR, [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000]),
];

/** The least room of a label with its gap, in px. */
const ROOM: Record<Unit, number> = { minute: 58, hour: 58, day: 34, month: 46, year: 62 };
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "June", "July", "Aug", "Sept", "Oct", "Nov", "Dec"];
const MOST = 4000;

/** The marks between two moments where a pixel is so many ms. */
export function ticks(from: number, to: number, msPerPx: number): Ticks {
  const step = STEPS.find(({ unit, ms }) => ms / msPerPx >= ROOM[unit]) ?? STEPS.at(-1)!;
  return { fine: fineTicks(from, to, step), coarse: coarseTicks(from, to, step) };
}

function steps(unit: Unit, ms: number, all: number[]): Step[] {
  return all.map((every) => ({ unit, every, ms: ms * every }));
}

function fineTicks(from: number, to: number, { unit, every, ms }: Step): Tick[] {
  const found: Tick[] = [];
  const put = (at: number, label: string): void => {
    if (at >= from && at <= to) found.push({ at, label });
  };
  if (unit === "minute" || unit === "hour") {
    for (let at = Math.floor(from / ms) * ms; at <= to && found.length < MOST; at += ms) put(at, clock(at));
  } else if (unit === "day") {
    eachMonth(from, to, 1, (year, month) => {
      const last = new Date(utc(year, month + 1, 0)).getUTCDate();
      // A mark just before the next month's first would crowd it.
      for (let day = 1; day <= last - Math.floor(every / 2); day += day === 1 && every >= 5 ? every - 1 : every) put(utc(year, month, day), String(day));
    });
  } else if (unit === "month") {
    eachMonth(from, to, every, (year, month) => put(utc(year, month), MONTHS[month] ?? ""));
  } else {
    const first = Math.floor(yearOf(from) / every) * every;
    for (let year = first; utc(year) <= to && found.length < MOST; year += every) put(utc(year), yearLabel(year));
  }
  return found;
}

/** Begins with the one that the first moment lies in. */
function coarseTicks(from: number, to: number, { unit }: Step): Tick[] {
  const found: Tick[] = [];
  if (unit === "minute" || unit === "hour") {
    for (let at = Math.floor(from / DAY) * DAY; at <= to && found.length < MOST; at += DAY) found.push({ at, label: dayLabel(at) });
  } else if (unit === "day") {
    eachMonth(from, to, 1, (year, month) => found.push({ at: utc(year, month), label: `${MONTHS[month]} ${yearLabel(year)}` }));
  } else if (unit === "month") {
    for (let year = yearOf(from); utc(year) <= to && found.length < MOST; year++) found.push({ at: utc(year), label: yearLabel(year) });
  }
  return found;
}

function eachMonth(from: number, to: number, every: number, visit: (year: number, month: number) => void): void {
  const start = new Date(from);
  let months = start.getUTCFullYear() * 12 + start.getUTCMonth();
  months = Math.floor(months / every) * every;
  for (let n = 0; n < MOST; n++, months += every) {
    const [year, month] = [Math.floor(months / 12), ((months % 12) + 12) % 12];
    if (utc(year, month) > to) return;
    visit(year, month);
  }
}

function yearOf(at: number): number {
  return new Date(at).getUTCFullYear();
}

function yearLabel(year: number): string {
  return year > 0 ? String(year) : `${1 - year} BC`;
}

function dayLabel(at: number): string {
  const day = new Date(at);
  return `${day.getUTCDate()} ${MONTHS[day.getUTCMonth()]} ${yearLabel(day.getUTCFullYear())}`;
}

function clock(at: number): string {
  const moment = new Date(at);
  const two = (n: number): string => String(n).padStart(2, "0");
  return `${two(moment.getUTCHours())}:${two(moment.getUTCMinutes())}`;
}
