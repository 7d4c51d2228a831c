import { expect, test } from "vitest";
import { type Column, fitting, nextSort, sorted } from "./table";

test("a heading goes up, down, and back to how it came", () => {
  const up = nextSort(null, "name");
  const down = nextSort(up, "name");
  expect([up, down, nextSort(down, "name"), nextSort(down, "size")]).toEqual([
    { column: "name", descending: false },
    { column: "name", descending: true },
    null,
    { column: "size", descending: false },
  ]);
});

test("rows in order; nothing known stands last either way", () => {
  const rows = ["page 10", null, "page 9"];
  const by = (row: string | null): string | null => row;
  expect(sorted(rows, { column: "x", descending: false }, by)).toEqual(["page 9", "page 10", null]);
  expect(sorted(rows, { column: "x", descending: true }, by)).toEqual(["page 10", "page 9", null]);
  expect(sorted(rows, null, by)).toBe(rows);
});

test("where there is no room, columns give way in their order, the one that sorts last of all", () => {
  const columns: Column<string>[] = [
    { id: "name", title: "", width: 200 },
    { id: "kind", title: "", width: 80, yields: 2 },
    { id: "size", title: "", width: 80, yields: 1 },
    { id: "state", title: "", width: 100 },
  ];
  const shown = (room: number, sort: string | null = null): string =>
    fitting(columns, ({ width }) => width, room, sort === null ? null : { column: sort, descending: false }).map(({ id }) => id).join(" ");
  expect([shown(0), shown(460), shown(459), shown(380), shown(379), shown(10)]).toEqual([
    "name kind size state", "name kind size state", "name kind state", "name kind state", "name state", "name state",
  ]);
  expect(shown(459, "size")).toBe("name size state");
  expect(fitting(columns, ({ width }) => width, 460, null)).toBe(columns);
});
