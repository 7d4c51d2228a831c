import { expect, test } from "vitest";
import { nextSort, sorted } from "./table";

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
