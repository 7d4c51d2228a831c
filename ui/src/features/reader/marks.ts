import type { Span, UnitPage } from "../../api/client";
import type { Area } from "./pages/geometry";
import type { FoundHere, Target } from "./reading.svelte";
import type { Taken } from "./words/taken";

/** Something drawn on words or on an area of a page. */
export interface Mark {
  /**
   * `here`: what the reader was opened at. `again`: the same words elsewhere. `cited`: facts may rest on it. `cut`: cited,
   * but the words have changed. `chosen`: what a form is being filled in for.
   */
  kind: "here" | "again" | "cited" | "cut" | "chosen";
  span?: Span;
  area?: Area;
  citation?: string;
}

const MOST_AGAIN = 300;

/** What is marked on a unit. What was looked for comes first: threads are drawn over it. */
export function marksOf(unit: UnitPage, target: Target | undefined, more: { chosen?: Taken; found?: FoundHere } = {}): Mark[] {
  const marks: Mark[] = [];
  const { chosen } = more;
  const isTarget = target?.unit === unit.unit;
  const opened = isTarget && target.span ? { here: [target.span], again: again(unit.text, target.span) } : undefined;
  const found = more.found ?? opened;
  for (const kind of ["again", "here"] as const) for (const span of found?.[kind] ?? []) marks.push({ kind, span });
  if (chosen?.kind === "words" && chosen.unit <= unit.unit && unit.unit <= chosen.toUnit) {
    const start = chosen.unit === unit.unit ? chosen.start : 0;
    marks.push({ kind: "chosen", span: [start, chosen.toUnit === unit.unit ? chosen.end : [...unit.text].length] });
  }
  for (const { citation, start, end, area, hold } of unit.cited) {
    const place = area ? { area } : { span: [start, end] as Span };
    if (!area && start >= end) continue;
    if (isTarget && target.citation === citation) marks.push({ kind: "here", ...place });
    marks.push({ kind: hold === "in_place" ? "cited" : "cut", citation, ...place });
  }
  return marks;
}

/** Where the same words stand elsewhere on the unit, however they are capitalised. */
export function again(text: string, [start, end]: Span): Span[] {
  const all = [...text];
  const words = all.slice(start, end).join("").toLowerCase();
  // Folding may change how long a text is; then places would not fit.
  const folded = [...text.toLowerCase()];
  if (!words.trim() || folded.length !== all.length) return [];
  const wanted = [...words];
  const spans: Span[] = [];
  for (let at = 0; at + wanted.length <= folded.length && spans.length < MOST_AGAIN; at++) {
    if (folded[at] === wanted[0] && at !== start && wanted.every((char, idx) => folded[at + idx] === char)) spans.push([at, at + wanted.length]);
  }
  return spans;
}

/** Where to go on a unit, if it is known yet: the words or the area the reader was opened at. */
export function placeToShow(unit: UnitPage, target: Target): { span?: Span; area?: Area } | undefined {
  if (target.span) return { span: target.span };
  if (target.row !== undefined) return undefined;
  const cited = unit.cited.find(({ citation }) => citation === target.citation);
  if (!cited) return undefined;
  return cited.area ? { area: cited.area } : { span: [cited.start, cited.end] };
}
