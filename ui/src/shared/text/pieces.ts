import { Scalars } from "./scalars";

/** A run of words that is drawn in its own way. Offsets are scalar values. */
export interface Run {
  span: [start: number, end: number];
  /** As a class of the `mark`: `found`, `found-here`, `cited`. */
  kind: string;
  id?: string;
}

export interface Piece {
  text: string;
  kinds: string[];
  ids: string[];
}

/** Cuts a text where runs begin and end. Runs may overlap; empty and impossible ones are left out. */
export function pieces(text: string, runs: readonly Run[]): Piece[] {
  const scalars = new Scalars(text);
  const cut = runs
    .map(({ span: [start, end], kind, id }) => ({ start: scalars.toUtf16(start), end: scalars.toUtf16(end), kind, id }))
    .filter(({ start, end }) => start < end);
  const edges = [...new Set([0, text.length, ...cut.flatMap(({ start, end }) => [start, end])])].sort((a, b) => a - b);
  const made: Piece[] = [];
  for (let idx = 0; idx + 1 < edges.length; idx++) {
    const [from = 0, to = 0] = [edges[idx], edges[idx + 1]];
    const over = cut.filter(({ start, end }) => start <= from && to <= end);
    made.push({
      text: text.slice(from, to),
      kinds: [...new Set(over.map(({ kind }) => kind))],
      ids: over.flatMap(({ id }) => (id === undefined ? [] : [id])),
    });
  }
  return made;
}
