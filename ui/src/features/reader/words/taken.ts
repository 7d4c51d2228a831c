import type { Area } from "../pages/geometry";
import { letterOf } from "../text/grid";

/** What is selected in a document. */
export type Taken =
  | { kind: "words"; unit: number; start: number; toUnit: number; end: number; quote: string }
  | { kind: "rows"; unit: number; rows: number[]; columns: number[]; names: string[]; quote: string }
  | { kind: "area"; unit: number; area: Area };

/** The place, as commands take it: one each for rows, one for all else. */
export function placesOf(document: string, taken: Taken): string[] {
  const of = `${document}:${taken.unit}`;
  if (taken.kind === "area") return [`${of}:box=${boxText(taken.area)}`];
  if (taken.kind === "words") {
    const { unit, start, toUnit, end } = taken;
    return [`${of}:${start}:${end}${toUnit === unit ? "" : `>${toUnit}`}`];
  }
  const columns = taken.columns.map(letterOf).join(",");
  return taken.rows.map((row) => `${of}:row=${row}${columns && `/${columns}`}`);
}

/** Points to a hundredth: finer is not drawn. */
export function boxText(area: Area): string {
  return area.map((side) => Math.round(side * 100) / 100).join(",");
}

export function sameTaken(a: Taken | undefined, b: Taken | undefined): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
