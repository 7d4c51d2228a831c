import { describe, expect, test } from "vitest";
import { pickOf, picked, stepTo } from "./listKeys";

describe("keys in a list", () => {
  test.each([
    ["ArrowDown", -1, 0],
    ["ArrowDown", 9, 9],
    ["ArrowUp", -1, 9],
    ["ArrowUp", 0, 0],
    ["PageDown", 2, 6],
    ["PageUp", 2, 0],
    ["Home", 5, 0],
    ["End", 5, 9],
    ["x", 5, null],
  ])("%s from %i is %s", (key, active, to) => {
    expect(stepTo(key, active, 10, 4)).toBe(to);
  });

  test("an empty list has no steps", () => {
    expect(stepTo("ArrowDown", -1, 0, 4)).toBeNull();
  });
});

describe("picking", () => {
  const ids = ["a", "b", "c", "d"];
  const keys = { shiftKey: false, ctrlKey: false, metaKey: false };

  test("how", () => {
    expect([pickOf(keys), pickOf({ ...keys, shiftKey: true }), pickOf({ ...keys, metaKey: true })]).toEqual(["one", "range", "toggle"]);
  });

  test("one, in and out, and up to", () => {
    expect(picked(["a"], ids, 0, 2, "one")).toEqual(["c"]);
    expect(picked(["a"], ids, 0, 2, "toggle")).toEqual(["a", "c"]);
    expect(picked(["a", "c"], ids, 0, 2, "toggle")).toEqual(["a"]);
    expect(picked(["d"], ids, 3, 1, "range")).toEqual(["b", "c", "d"]);
    expect(picked([], ids, -1, 1, "range")).toEqual(["b"]);
    expect(picked(["a"], ids, 0, 9, "one")).toEqual(["a"]);
  });
});
