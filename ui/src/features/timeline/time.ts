/** Moments are milliseconds since 1970 in UTC: dates in documents have no time zone of ours. */
export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
export const YEAR = 365.2425 * DAY;

/** A moment by its parts; months from 0. Years before 100 are what they say. */
export function utc(year: number, month = 0, day = 1, hour = 0, minute = 0, second = 0): number {
  const at = new Date(0);
  at.setUTCFullYear(year, month, day);
  return at.setUTCHours(hour, minute, second);
}

/** The day of a moment, as dates are written; nothing for none. */
export function dayOf(at: number | undefined): string {
  return at === undefined || !Number.isFinite(at) ? "" : new Date(at).toISOString().slice(0, -14);
}

const MOMENT = /^([+-]?\d{4,})(?:-(\d{2})(?:-(\d{2}))?)?(?:[ T](\d{2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?)?$/;

/** The first moment that is meant, as the desk writes it; null if there is none. */
export function parseStart(text: string | null): number | null {
  const parts = partsOf(text);
  if (!parts) return null;
  const [year, month, day, hour, minute, second] = parts;
  return utc(year, (month ?? 1) - 1, day ?? 1, hour ?? 0, minute ?? 0, second ?? 0);
}

/** The moment after the last one that is meant: the desk writes the last second, or the day. */
export function parseEnd(text: string | null): number | null {
  const parts = partsOf(text);
  if (!parts) return null;
  const [year, month, day, hour, minute, second] = parts;
  if (month === undefined) return utc(year + 1);
  if (day === undefined) return utc(year, month);
  if (hour === undefined || minute === undefined) return utc(year, month - 1, day + 1);
  return utc(year, month - 1, day, hour, minute, (second ?? 59) + 1);
}

type Parts = [year: number, month?: number, day?: number, hour?: number, minute?: number, second?: number];

function partsOf(text: string | null): Parts | null {
  const found = text === null ? null : MOMENT.exec(text);
  if (!found) return null;
  return found.slice(1).map((part) => (part === undefined ? undefined : Number(part))) as Parts;
}
