import type { Span, UnitPage } from "../../api/client";
import type { Area } from "./pages/geometry";
import type { Target } from "./reading.svelte";

/** Something drawn on words or on an area of a page. */
export interface Mark {
  /** `here`: what the reader was opened at. `cited`: facts may rest on it. `cut`: cited, but the words have changed. */
  kind: "here" | "cited" | "cut";
  span?: Span;
  area?: Area;
  citation?: string;
}

/** What is marked on a unit. What was looked for comes first: threads are drawn over it. */
export function marksOf(unit: UnitPage, target: Target | undefined): Mark[] {
  const marks: Mark[] = [];
  const isTarget = target?.unit === unit.unit;
  if (isTarget && target.span) marks.push({ kind: "here", span: target.span });
  for (const { citation, start, end, area, hold } of unit.cited) {
    const place = area ? { area } : { span: [start, end] as Span };
    if (!area && start >= end) continue;
    if (isTarget && target.citation === citation) marks.push({ kind: "here", ...place });
    marks.push({ kind: hold === "in_place" ? "cited" : "cut", citation, ...place });
  }
  return marks;
}

/** Where to go on a unit, if it is known yet: the words or the area the reader was opened at. */
export function placeToShow(unit: UnitPage, target: Target): { span?: Span; area?: Area } | undefined {
  if (target.span) return { span: target.span };
  if (target.row !== undefined) return undefined;
  const cited = unit.cited.find(({ citation }) => citation === target.citation);
  if (!cited) return undefined;
  return cited.area ? { area: cited.area } : { span: [cited.start, cited.end] };
}
