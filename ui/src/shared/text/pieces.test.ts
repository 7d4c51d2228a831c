import { expect, test } from "vitest";
import { pieces } from "./pieces";

test("a text is cut where runs begin and end", () => {
  const cut = pieces("😀 empty chassis in 新山", [
    { span: [2, 15], kind: "found" },
    { span: [8, 18], kind: "cited", id: "c1" },
  ]);
  expect(cut.map(({ text, kinds }) => [text, kinds.join(" ")])).toEqual([
    ["😀 ", ""],
    ["empty ", "found"],
    ["chassis", "found cited"],
    [" in", "cited"],
    [" 新山", ""],
  ]);
  expect(cut[2]?.ids).toEqual(["c1"]);
});

test("empty and impossible runs are left out", () => {
  const cut = pieces("abc", [
    { span: [1, 1], kind: "found" },
    { span: [9, 12], kind: "found" },
  ]);
  expect(cut).toEqual([{ text: "abc", kinds: [], ids: [] }]);
});

test("no text, no pieces", () => {
  expect(pieces("", [])).toEqual([]);
});
