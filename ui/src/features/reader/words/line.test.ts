import { expect, test } from "vitest";
import type { UnitPage } from "../../../api/client";
import { boxOf, lineAt } from "./line";

test("the line of a place is told in characters as the desk counts them", () => {
  const text = "深圳 🚢\nsecond\n";
  expect(lineAt(text, 3)).toEqual({ number: 1, text: "深圳 🚢" });
  expect(lineAt(text, 5)).toEqual({ number: 2, text: "second" });
  expect(lineAt(text, 12)).toEqual({ number: 3, text: "" });
});

test("a line lies around its runs, within the page", () => {
  const unit = { text: "深 🚢\nGATE PASS\n", page: [100, 60], boxes: [[0, 3, 2, 4, 30, 10], [4, 8, 10, 20, 30, 10], [9, 13, 50, 21, 48, 12]] } as unknown as UnitPage;
  expect(boxOf(unit, lineAt(unit.text, 1))).toEqual([0, 0, 38, 20]);
  expect(boxOf(unit, lineAt(unit.text, 5))).toEqual([4, 14, 96, 25]);
  expect(boxOf(unit, lineAt(unit.text, 14))).toBeUndefined();
  expect(boxOf({ ...unit, page: null }, lineAt(unit.text, 5))).toBeUndefined();
});
