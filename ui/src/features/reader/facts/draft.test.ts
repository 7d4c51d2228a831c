import { expect, test } from "vitest";
import type { Suggestions } from "../../../api/client";
import { placesOf } from "../words/taken";
import { draftOf, kindOfName, missing, nameOf, titleOf } from "./draft";

test.each([
  ["The visit took place on 5 November 2024.", "The visit took place on 5 November 2024"],
  ["Vextorium Components B.V.,", "Vextorium Components B.V."],
  ["卖方应于第一季度\n在深圳交货。", "卖方应于第一季度在深圳交货"],
  ["two\nlines", "two lines"],
])("%s is titled %s", (quote, title) => {
  expect(titleOf(quote)).toBe(title);
});

test("a long title is cut at a word", () => {
  const title = titleOf("word ".repeat(60));
  expect([...title].length).toBeLessThanOrEqual(111);
  expect(title.endsWith("word…")).toBe(true);
});

test.each([
  ["Vextorium Components B.V.", "Company"],
  ["深圳蓝弧桥智能计算技术有限公司", "Company"],
  ["Petra Sundqvale", "Person"],
  ["骆霁桥", "Person"],
  ["HX8-24-00417", "ProductUnit"],
])("%s is taken for a %s at first", (name, kind) => {
  expect(kindOfName(name)).toBe(kind);
});

test("who and when are filled in where they are clear, and left open where they are not", () => {
  const offers = {
    dates: [{ readings: [{ date: "2025-04-03" }, { date: "2025-03-04" }] }],
    entities: [
      { id: "a", name: "A", schema: "Company", in_selection: true },
      { id: "b", name: "B", schema: "Company", in_selection: false },
    ],
  } as unknown as Suggestions;
  const draft = draftOf("event", "on 03/04/2025", offers);
  expect(draft).toMatchObject({ date: "", parts: [{ who: { id: "a" } }], standing: "reported" });
  expect(missing(draft)).toBe("date");
  expect(missing(draftOf("link", "A", offers))).toBe("ends");
  expect(nameOf("Oarlock & Fenn,")).toBe("Oarlock & Fenn");
  expect([nameOf("N/A"), nameOf("—"), nameOf("无"), nameOf("NA")]).toEqual(["", "", "", "NA"]);
  expect(titleOf("MK-1\tNULL\tVextorium B.V.\t-")).toBe("MK-1 Vextorium B.V.");
});

test("places are written as commands take them", () => {
  expect(placesOf("d", { kind: "words", unit: 2, start: 4, toUnit: 2, end: 9, quote: "" })).toEqual(["d:2:4:9"]);
  expect(placesOf("d", { kind: "words", unit: 2, start: 4, toUnit: 3, end: 9, quote: "" })).toEqual(["d:2:4:9>3"]);
  expect(placesOf("d", { kind: "rows", unit: 1, rows: [5, 6], columns: [0, 2], names: [], quote: "" })).toEqual(["d:1:row=5/A,C", "d:1:row=6/A,C"]);
  expect(placesOf("d", { kind: "area", unit: 1, area: [1.239, 2, 30, 40] })).toEqual(["d:1:box=1.24,2,30,40"]);
});
