import { strings } from "../strings";

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "June", "July", "Aug", "Sept", "Oct", "Nov", "Dec"];

/** A date as facts carry it (EDTF), in words: `2023-11-14/..` is "from 14 Nov 2023 on". One that is not understood stays as it is. */
export function dateWords(edtf: string): string {
  const s = strings.dates;
  const [first = "", last] = edtf.split("/");
  if (last === undefined) return moment(first);
  const isOpen = (end: string): boolean => end === ".." || end === "";
  if (isOpen(first)) return s.until(moment(last));
  if (isOpen(last)) return last === ".." ? s.on(moment(first)) : s.endUnknown(moment(first));
  return s.between(moment(first), moment(last));
}

function moment(text: string): string {
  const s = strings.dates;
  const found = /^(-?\d{4})(?:-(\d{2}))?(?:-(\d{2}))?(?:T(\d{2}:\d{2})(?::\d{2})?)?([~?%]?)$/.exec(text);
  if (!found) return text;
  const [, year = "", month, day, time, mark] = found;
  const n = Number(month);
  const season = s.seasons[n - 21] ?? s.quarters[n - 33];
  const name = month === undefined ? undefined : (MONTHS[n - 1] ?? season);
  if (month !== undefined && name === undefined) return text;
  const shown = [day && String(Number(day)), name, year].filter(Boolean).join(" ") + (time ? `, ${time}` : "");
  return mark === "~" ? s.about(shown) : mark === "?" ? s.perhaps(shown) : mark === "%" ? s.perhaps(s.about(shown)) : shown;
}
