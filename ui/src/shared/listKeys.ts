/** Where a key leads in a list of rows; null if the key is none of the list's. */
export function stepTo(key: string, active: number, n_rows: number, page: number): number | null {
  if (n_rows === 0) return null;
  const last = n_rows - 1;
  const to: Record<string, number> = {
    ArrowDown: active + 1,
    ArrowUp: active < 0 ? last : active - 1,
    PageDown: active + page,
    PageUp: active - page,
    Home: 0,
    End: last,
  };
  const wanted = to[key];
  return wanted === undefined ? null : Math.max(0, Math.min(last, wanted));
}

/** How a row is picked: alone, up to it from where one began, or in and out. */
export type Pick = "one" | "range" | "toggle";

export function pickOf(event: { shiftKey: boolean; ctrlKey: boolean; metaKey: boolean }): Pick {
  if (event.shiftKey) return "range";
  return event.ctrlKey || event.metaKey ? "toggle" : "one";
}

/** The picked rows after another one is picked. `from` is the row where the range began. */
export function picked(before: readonly string[], ids: readonly string[], from: number, to: number, how: Pick): string[] {
  const id = ids[to];
  if (id === undefined) return [...before];
  if (how === "one") return [id];
  if (how === "toggle") return before.includes(id) ? before.filter((other) => other !== id) : [...before, id];
  const start = from < 0 ? to : from;
  return ids.slice(Math.min(start, to), Math.max(start, to) + 1);
}
