import { expect, test } from "vitest";
import { best, score } from "./match";

test.each([
  ["vex", "Vextorium Components B.V."],
  ["comp vex", "Vextorium Components B.V."],
  ["蓝弧桥", "深圳蓝弧桥智能计算技术有限公司"],
  ["gunes", "Güneş Lojistik"],
  ["ガ", "ガラス"],
])("%s fits %s", (words, text) => {
  expect(score(words, text)).toBeGreaterThan(0);
});

test("every word must be there", () => {
  expect(score("vex north", "Vextorium")).toBe(0);
  expect(score("カ", "ガ")).toBe(0);
});

test("beginnings and short texts first", () => {
  const order = ["Go to Search", "Search", "Research", "Search the case"].sort((a, b) => score("search", b) - score("search", a));
  expect(order).toEqual(["Search", "Search the case", "Go to Search", "Research"]);
});

test("the best that fit, and no more than asked for", () => {
  const actions = ["Go to Search", "Timeline", "Research", "Search"].map((name) => ({ name }));
  expect(best("search", actions, ({ name }) => name, 2)).toEqual([{ name: "Search" }, { name: "Go to Search" }]);
});
