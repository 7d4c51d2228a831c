import { expect, test } from "vitest";
import { lineAt } from "./line";

test("the line of a place is told in characters as the desk counts them", () => {
  const text = "深圳 🚢\nsecond\n";
  expect(lineAt(text, 3)).toEqual({ number: 1, text: "深圳 🚢" });
  expect(lineAt(text, 5)).toEqual({ number: 2, text: "second" });
  expect(lineAt(text, 12)).toEqual({ number: 3, text: "" });
});
