import { describe, expect, test } from "vitest";
import { CHIP_WIDTH, gaps, layOut } from "./layout";

function laid(boxes: [left: number, right: number][], most: number): ReturnType<typeof layOut> {
  const order = Int32Array.from(boxes.keys()).sort((a, b) => boxes[a]![0] - boxes[b]![0]);
  return layOut(order, { left: Float64Array.from(boxes, ([left]) => left), right: Float64Array.from(boxes, ([, right]) => right) }, most, new Int16Array(boxes.length));
}

/** Numbers that look random and are the same every time. */
function some(n: number, most: number): number[] {
  let seed = 11;
  return Array.from({ length: n }, () => {
    seed = (seed * 16_807) % 2_147_483_647;
    return seed % most;
  });
}

describe("titles", () => {
  test("that have room share a row, others take the next", () => {
    expect([...laid([[0, 100], [50, 120], [110, 200], [121, 130]], 9).rows]).toEqual([0, 1, 0, 1]);
  });

  test("never lie over another", () => {
    const boxes = some(600, 4000).map((left, idx): [number, number] => [left, left + 40 + (idx % 7) * 60]);
    const { rows, height } = laid(boxes, 40);
    expect(height).toBeLessThanOrEqual(40);
    for (let row = 0; row < height; row++) {
      const here = boxes.filter((_, idx) => rows[idx] === row).sort((a, b) => a[0] - b[0]);
      here.slice(1).forEach(([left], idx) => expect(left).toBeGreaterThanOrEqual(here[idx]![1]));
    }
  });

  test("without room are folded, each once, into chips that do not overlap", () => {
    const boxes = some(900, 2000).map((left): [number, number] => [left, left + 250]);
    const { rows, chips } = laid(boxes, 5);
    const folded = boxes.flatMap((_, idx) => (rows[idx] === -1 ? [idx] : []));
    expect(chips.flatMap(({ items }) => items).sort((a, b) => a - b)).toEqual(folded);
    chips.slice(1).forEach(({ left }, idx) => expect(left).toBeGreaterThanOrEqual(chips[idx]!.left + CHIP_WIDTH));
  });

  test("that share a place are folded together", () => {
    expect(laid([[0, 90], [1, 90], [2, 90], [3, 90], [4, 90]], 1).chips).toEqual([{ left: 1, items: [1, 2, 3, 4] }]);
  });

  test("stand still when the view moves: only the distances count", () => {
    const boxes = some(100, 900).map((left): [number, number] => [left, left + 120]);
    const moved = boxes.map(([left, right]): [number, number] => [left - 5000, right - 5000]);
    expect([...laid(moved, 6).rows]).toEqual([...laid(boxes, 6).rows]);
  });
});

test("gaps are where nothing is, a long event fills them", () => {
  const items = [
    { from: 0, to: 1 },
    { from: 2, to: 30 },
    { from: 5, to: 6 },
    { from: 40, to: 41 },
    { from: 90, to: 91 },
  ];
  expect(gaps(items, 8)).toEqual([
    { from: 30, to: 40 },
    { from: 41, to: 90 },
  ]);
});
