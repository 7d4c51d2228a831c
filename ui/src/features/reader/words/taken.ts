import type { Area } from "../pages/geometry";

/** What is selected in a document. */
export type Taken =
  | { kind: "words"; unit: number; start: number; toUnit: number; end: number; quote: string }
  | { kind: "rows"; unit: number; rows: number[]; columns: number[]; names: string[]; quote: string }
  | { kind: "area"; unit: number; area: Area };

/** Words on one page or message: what can be cited in the same step as the fact. */
export function isSimple(taken: Taken): taken is Extract<Taken, { kind: "words" }> {
  return taken.kind === "words" && taken.unit === taken.toUnit;
}

/** `DOC:UNIT:START:END`, as commands take it. */
export function placeText(document: string, taken: Extract<Taken, { kind: "words" }>): string {
  return `${document}:${taken.unit}:${taken.start}:${taken.end}`;
}

export function sameTaken(a: Taken | undefined, b: Taken | undefined): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
