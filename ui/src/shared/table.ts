import type { Snippet } from "svelte";

export interface Column<T> {
  id: string;
  title: string;
  /** In px at first. */
  width: number;
  min?: number;
  /** Takes what room is left. */
  grows?: boolean;
  align?: "start" | "end";
  sortable?: boolean;
  /** The cell, or its text. */
  cell?: Snippet<[T]>;
  text?: (row: T) => string;
}

export interface Sort {
  column: string;
  descending: boolean;
}

/** The order after a heading is chosen: up, then down, then as it came. */
export function nextSort(now: Sort | null, column: string): Sort | null {
  if (now?.column !== column) return { column, descending: false };
  return now.descending ? null : { column, descending: true };
}

/** Rows in order. `by` gives what is compared; nothing known stands last, whichever way. */
export function sorted<T>(rows: readonly T[], sort: Sort | null, by: (row: T, column: string) => string | number | null): readonly T[] {
  if (!sort) return rows;
  const collator = new Intl.Collator(undefined, { numeric: true });
  const way = sort.descending ? -1 : 1;
  return rows
    .map((row) => ({ row, value: by(row, sort.column) }))
    .sort(({ value: a }, { value: b }) => {
      if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
      return way * (typeof a === "number" && typeof b === "number" ? a - b : collator.compare(String(a), String(b)));
    })
    .map(({ row }) => row);
}
