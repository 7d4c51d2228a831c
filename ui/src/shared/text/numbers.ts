/** Numbers, sizes and times as people read them. English for now; the language is set in one place. */
const LANGUAGE = "en-GB";
const whole = new Intl.NumberFormat(LANGUAGE);

export function count(n: number): string {
  return whole.format(n);
}

export function bytes(n: number): string {
  const units = ["B", "kB", "MB", "GB", "TB"];
  let idx = 0;
  let value = n;
  for (; value >= 999.5 && idx < units.length - 1; idx++) value /= 1000;
  return `${idx === 0 || value >= 99.5 ? Math.round(value) : value.toFixed(1)} ${units[idx]}`;
}

/** "40 s", "6 min", "2 h 10 min". */
export function duration(seconds: number): string {
  const s = Math.max(0, Math.round(seconds));
  if (s < 90) return `${s} s`;
  const minutes = Math.round(s / 60);
  if (minutes < 90) return `${minutes} min`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** "5 Nov 2024", with the time of day if it is wanted. A date that is none is shown as it stands. */
export function day(iso: string, withTime = false): string {
  const at = instant(iso);
  if (Number.isNaN(at.getTime())) return iso;
  const format: Intl.DateTimeFormatOptions = { day: "numeric", month: "short", year: "numeric" };
  return at.toLocaleString(LANGUAGE, withTime ? { ...format, hour: "2-digit", minute: "2-digit" } : format);
}

/** A moment as the desk or a document writes it: `2025-03-04 10:15 UTC` is no date to every web view. */
function instant(text: string): Date {
  const desk = /^(\d{4}-\d{2}-\d{2}) (\d{2}:\d{2}) UTC$/.exec(text);
  if (desk) return new Date(`${desk[1]}T${desk[2]}:00Z`);
  return new Date(/^\d{4}-\d{2}-\d{2}$/.test(text) ? `${text}T00:00` : text);
}

/** "just now", "3 hours ago", "yesterday", "12 days ago", then the day. */
export function ago(iso: string, now: Date): string {
  const seconds = (now.getTime() - instant(iso).getTime()) / 1000;
  const relative = new Intl.RelativeTimeFormat(LANGUAGE, { numeric: "auto" });
  if (Number.isNaN(seconds)) return iso;
  if (seconds < 60) return "just now";
  if (seconds < 3600) return relative.format(-Math.round(seconds / 60), "minute");
  if (seconds < 86_400) return relative.format(-Math.round(seconds / 3600), "hour");
  if (seconds < 14 * 86_400) return relative.format(-Math.round(seconds / 86_400), "day");
  return day(iso);
}
