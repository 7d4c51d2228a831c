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
  /** Gives way where there is no room for all: the lowest first. Without it, the column stays. */
  yields?: number;
  /** The cell, or its text. */
  cell?: Snippet<[T]>;
  text?: (row: T) => string;
}

export interface Sort {
  column: string;
  descending: boolean;
}

/** The columns there is room for, in their order. The one that sorts stays; in a `room` of 0, not measured yet, all do. */
export function fitting<T>(columns: readonly Column<T>[], width: (column: Column<T>) => number, room: number, sort: Sort | null): readonly Column<T>[] {
  let over = room > 0 ? columns.reduce((sum, column) => sum + width(column), -room) : 0;
  const gone = new Set<Column<T>>();
  const yielding = columns.filter(({ id, yields }) => yields !== undefined && id !== sort?.column);
  for (const column of yielding.sort((a, b) => (a.yields ?? 0) - (b.yields ?? 0))) {
    if (over <= 0) break;
    gone.add(column);
    over -= width(column);
  }
  return gone.size === 0 ? columns : columns.filter((column) => !gone.has(column));
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
