import { describe, expect, test } from "vitest";
import type { UnitPage } from "../../../api/client";
import { Scalars } from "../../../shared/text/scalars";
import { type WordBox, areaOf, areasOf, linesOf, moved, offsetAt, unturned } from "./geometry";
import { between, pageAt, pictureScale, scaleFor, stack, turned, zoomed } from "./stack";

const TEXT = "left column\nsecond 😀 line\nright";
const measure = (text: string): number => [...text].length;
const unit = {
  text: TEXT,
  boxes: [
    [0, 11, 10, 10, 110, 12],
    [12, 25, 10, 30, 130, 12],
    [26, 31, 300, 10, 50, 12],
  ],
} as unknown as UnitPage;
const scalars = new Scalars(TEXT);

describe("points and words", () => {
  test.each<[string, number, number, number]>([
    ["in a word", 61, 15, 5],
    ["left of the line", 0, 15, 0],
    ["right of a short line, in its column", 150, 15, 11],
    ["between the lines, nearer the second", 25, 27, 14],
    ["in the other column", 320, 100, 28],
    ["after the emoji", 91, 35, 20],
  ])("%s", (_, x, y, wanted) => {
    expect(offsetAt(unit, scalars, x, y, measure)).toBe(wanted);
  });

  test("a page without words has no place", () => {
    expect(offsetAt({ ...unit, boxes: [] }, scalars, 1, 1, measure)).toBeNull();
  });

  test("words over two lines are two areas, whole lines their boxes", () => {
    const rounded = areasOf(unit, scalars, [5, 18], measure).map((area) => area.map(Math.round));
    expect(rounded).toEqual([
      [60, 10, 60, 12],
      [10, 30, 60, 12],
    ]);
    expect(areasOf(unit, scalars, [0, 25], measure)).toEqual([
      [10, 10, 110, 12],
      [10, 30, 130, 12],
    ]);
  });

  test("runs that follow each other on a line are one area", () => {
    const two = { text: "one two", boxes: [[0, 3, 10, 10, 30, 12], [4, 7, 45, 9, 30, 13]] } as unknown as UnitPage;
    expect(areasOf(two, new Scalars("one two"), [0, 7], measure)).toEqual([[10, 9, 65, 13]]);
  });

  test("runs stand on one line where they follow each other to the right, as high and at the same height", () => {
    const boxes: WordBox[] = [
      [0, 3, 10, 10, 30, 12],
      [4, 7, 45, 10.5, 30, 12],
      [8, 11, 10, 30, 30, 12], // the next line
      [12, 15, 45, 30, 30, 20], // larger letters
      [16, 19, 10, 30, 30, 20], // to the left, as words that are read from the right
      [20, 24, 45, 30, 8, 40], // down the page
    ];
    expect(linesOf(boxes)).toEqual([boxes.slice(0, 2), [boxes[2]], [boxes[3]], [boxes[4]], [boxes[5]]]);
    expect(linesOf([])).toEqual([]);
  });

  test("letters that run down the page", () => {
    const down = { text: "ABCD", boxes: [[0, 4, 10, 10, 8, 40]] } as unknown as UnitPage;
    expect(offsetAt(down, new Scalars("ABCD"), 14, 31, measure)).toBe(2);
    expect(areasOf(down, new Scalars("ABCD"), [1, 3], measure)).toEqual([[10, 20, 8, 20]]);
  });
});

test("an area moves and grows by keys, and stays on the page", () => {
  const size = [100, 200] as const;
  expect(moved([10, 10, 40, 20], [6, -6], [0, 0], size)).toEqual([16, 4, 40, 20]);
  expect(moved([10, 10, 40, 20], [-30, 600], [0, 0], size)).toEqual([0, 180, 40, 20]);
  expect(moved([80, 150, 15, 20], [0, 0], [90, -90], size)).toEqual([80, 150, 20, 6]);
});

describe("a turned page", () => {
  test.each([
    [0, 20, 30, [20, 30]],
    [90, 780, 20, [20, 20]],
    [180, 580, 790, [20, 10]],
    [270, 10, 580, [20, 10]],
  ] as const)("by %i degrees", (rotation, x, y, wanted) => {
    expect(unturned(x, y, [600, 800], rotation)).toEqual(wanted);
  });

  test("an area stays on the page, however it is drawn", () => {
    expect(areaOf([50, 90], [-10, 20], [600, 80])).toEqual([0, 20, 50, 60]);
  });
});

describe("pages under one another", () => {
  const pages = stack([[600, 800], [600, 800], [800, 600]], 0.5);
  test("stand with room between", () => {
    expect(pages.tops).toEqual([20, 436, 852]);
    expect(pages).toMatchObject({ height: 1172, width: 440 });
  });
  test("are found by where they stand", () => {
    expect(between(pages, 0, 500)).toEqual([0, 1]);
    expect(between(pages, 900, 2000)).toEqual([2, 2]);
    expect([0, 300, 600, 900].map((top) => pageAt(pages, top, 300))).toEqual([0, 0, 1, 2]);
  });
  test("fit", () => {
    expect(scaleFor("width", [600, 800], { width: 640, height: 400 })).toBe(1);
    expect(scaleFor("page", [600, 800], { width: 640, height: 440 })).toBe(0.5);
    expect(turned([600, 800], 270)).toEqual([800, 600]);
  });
  test("zoom in steps", () => {
    const natural = 96 / 72;
    expect(zoomed(natural, 1)).toBe(1.1);
    expect(zoomed(natural * 0.87, -1)).toBe(0.8);
    expect(zoomed(natural * 6, 1)).toBe(6);
  });
  test("ask for pictures in steps, never coarser than shown", () => {
    expect(pictureScale(0.83, 1)).toBe(1);
    expect(pictureScale(0.83, 2)).toBe(2);
    expect(pictureScale(1, 1)).toBe(1);
    expect(pictureScale(9, 2)).toBe(6);
  });
});
