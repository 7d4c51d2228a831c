import type { Span, UnitPage } from "../../../api/client";

/** A block of rows as it is shown. */
export interface Grid {
  rows: GridRow[];
  /** Names of the columns, where the sheet has them. */
  header: string[];
  n_columns: number;
  /** Whether a column holds numbers: they stand at its right. */
  numeric: boolean[];
  /** In px, by what the cells hold. */
  widths: number[];
}

export interface GridRow {
  /** As the sheet counts, from 1. */
  number: number;
  cells: string[];
  /** The row in the unit's text, in scalar values. */
  span: Span;
}

const SAMPLE = 60;
const LEAST = 56;
const MOST = 320;
const PADDING = 18;

export function gridOf(unit: UnitPage): Grid {
  const header = unit.table?.header ?? [];
  const first = unit.table?.first_row ?? 1;
  let at = 0;
  const all = unit.text.split("\n").map((line, idx): GridRow => {
    const n = [...line].length;
    const row: GridRow = { number: first + idx, cells: line.split("\t"), span: [at, at + n] };
    at += n + 1;
    return row;
  });
  // The row that names the columns is shown once, above; titles over it keep it in its place.
  const named = unit.table?.header_row === first;
  const rows = named ? all.slice(1) : all;
  const n_columns = Math.max(header.length, ...rows.map(({ cells }) => cells.length), 1);
  const sample = rows.slice(0, SAMPLE);
  const column = (idx: number): string[] => sample.map(({ cells }) => cells[idx] ?? "").filter(Boolean);
  const columns = Array.from({ length: n_columns }, (_, idx) => column(idx));
  return {
    rows,
    header,
    n_columns,
    numeric: columns.map((cells) => cells.length > 0 && cells.every(isAmount)),
    widths: columns.map((cells, idx) => widthOf([header[idx] ?? "", ...cells])),
  };
}

/** A number that counts something: what begins with a nought or is very long is a name. */
function isAmount(cell: string): boolean {
  return /^[-+(]?[\d.,\s%]{1,14}\)?$/.test(cell) && !/^0\d/.test(cell);
}

/** `A`, `B`, … `Z`, `AA`: as spreadsheets and the desk call columns. */
export function letterOf(column: number): string {
  let letters = "";
  for (let n = column + 1; n > 0; n = Math.floor((n - 1) / 26)) letters = String.fromCharCode(65 + ((n - 1) % 26)) + letters;
  return letters;
}

/** The words of rows and columns, as they are copied. No columns: whole rows. */
export function wordsOf({ rows }: Grid, numbers: readonly number[], columns: readonly number[]): string {
  return rows
    .filter(({ number }) => numbers.includes(number))
    .map(({ cells }) => (columns.length > 0 ? columns.map((column) => cells[column] ?? "") : cells).join("\t"))
    .join("\n");
}

function widthOf(cells: readonly string[]): number {
  const widest = Math.max(...cells.map(wideness));
  return Math.max(LEAST, Math.min(MOST, Math.round(widest * 7.4) + PADDING));
}

/** In Latin letters: a Han character is two of them wide. */
export function wideness(text: string): number {
  let n = 0;
  for (const char of text) n += /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60]/.test(char) ? 1.9 : 1;
  return n;
}
