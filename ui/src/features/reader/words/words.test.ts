import { beforeEach, describe, expect, test } from "vitest";
import { placeBar } from "./bar";
import { nodeAt, placeOf, rangeOf } from "./mapping";
import { snapToCharacters, snapToWords, wordEdge } from "./snap";

describe("snapping", () => {
  test.each<[string, [number, number], string | null]>([
    ["the servers left Johor", [6, 14], "servers left"],
    ["the servers left Johor", [3, 12], "servers"],
    ["at USD 260,000 each", [8, 9], "260,000"],
    ["Quarrington-Vane’s mail.", [2, 3], "Quarrington-Vane’s"],
    ["an end. Then", [4, 5], "end"],
    ["O&F Logistics", [0, 1], "O&F"],
    ["签订日期：2024年10月15日", [2, 4], "日期"],
    ["于2025年第一季度", [2, 3], "2025"],
    ["上架。😀 HX8", [3, 4], "😀"],
    ["𠀀𠀁是", [1, 2], "𠀁"],
    ["一二", [0, 1], "一"],
    ["   ", [0, 2], null],
    ["café ici", [1, 2], "café"],
  ])("in %s %j is %s", (text, span, wanted) => {
    const snapped = snapToWords(text, span);
    expect(snapped && [...text].slice(...snapped).join("")).toBe(wanted);
  });

  test("to the character: no emoji is cut", () => {
    const text = "a👩‍🚀b";
    expect(snapToCharacters(text, [2, 3])).toEqual([1, 4]);
    expect(snapToCharacters("servers", [2, 4])).toEqual([2, 4]);
    expect(snapToCharacters("servers", [4, 4])).toBeNull();
  });

  test("word by word with the keyboard", () => {
    const text = "64 of 64, 六十四台";
    expect([0, 2, 5, 8, 9].map((at) => wordEdge(text, at, 1))).toEqual([2, 5, 8, 9, 11]);
    expect([14, 11, 8, 2].map((at) => wordEdge(text, at, -1))).toEqual([13, 10, 6, 0]);
  });
});

describe("between elements and offsets", () => {
  let root: HTMLElement;
  beforeEach(() => {
    document.body.innerHTML = `<div id="root"><p data-unit="1" data-start="0">😀 the <mark>cited <b>words</b></mark> end</p><hr><p data-unit="1" data-start="25">二行</p><p data-unit="2" data-start="0">next page</p></div>`;
    root = document.querySelector<HTMLElement>("#root") ?? document.body;
  });
  const text = (selector: string): Node => document.querySelector(selector)?.firstChild ?? document.body;

  test("inside marks, after an emoji", () => {
    expect(placeOf(root, text("b"), 2, "start")).toEqual({ unit: 1, offset: 14 });
    expect(placeOf(root, text("p"), 2, "start")).toEqual({ unit: 1, offset: 1 });
  });

  test("a point between runs belongs to one of them", () => {
    expect(placeOf(root, root, 1, "end")).toEqual({ unit: 1, offset: 21 });
    expect(placeOf(root, root, 1, "start")).toEqual({ unit: 1, offset: 25 });
    expect(placeOf(root, root, 4, "end")).toEqual({ unit: 2, offset: 9 });
    expect(placeOf(root, root, 4, "start")).toBeNull();
  });

  test.each([
    [1, 0, 1, 21],
    [1, 6, 1, 17],
    [1, 12, 1, 27],
    [1, 25, 2, 4],
  ])("there and back: %i:%i – %i:%i", (unit, start, toUnit, end) => {
    const range = rangeOf(root, { unit, offset: start }, { unit: toUnit, offset: end });
    if (!range) throw new Error("no range");
    expect(placeOf(root, range.startContainer, range.startOffset, "start")).toEqual({ unit, offset: start });
    expect(placeOf(root, range.endContainer, range.endOffset, "end")).toEqual({ unit: toUnit, offset: end });
  });

  test("an offset in no run goes to the run that the side needs", () => {
    expect(nodeAt(root, { unit: 1, offset: 23 }, "start")?.node.nodeValue).toBe("二行");
    expect(nodeAt(root, { unit: 1, offset: 23 }, "end")?.node.nodeValue).toBe(" end");
    expect(nodeAt(root, { unit: 3, offset: 0 }, "start")).toBeNull();
  });
});

describe("the bar", () => {
  const room = { left: 0, top: 100, right: 500, bottom: 600 };
  const bar = { width: 200, height: 36 };
  const line = (left: number, top: number, right: number): { left: number; top: number; right: number; bottom: number } => ({ left, top, right, bottom: top + 20 });

  test("below the last line, in its middle", () => {
    expect(placeBar([line(50, 200, 450), line(50, 220, 250)], bar, room)).toEqual({ left: 50, top: 248 });
  });
  test("kept in the room", () => {
    expect(placeBar([line(480, 200, 498)], bar, room)).toEqual({ left: 292, top: 228 });
  });
  test("above where there is no room below", () => {
    expect(placeBar([line(50, 540, 450), line(50, 565, 250)], bar, room)).toEqual({ left: 50, top: 496 });
  });
  test("not where the words are out of sight", () => {
    expect(placeBar([line(50, 20, 450)], bar, room)).toBeNull();
    expect(placeBar([], bar, room)).toBeNull();
  });
});
