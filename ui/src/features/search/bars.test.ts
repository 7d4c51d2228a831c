import { expect, test } from "vitest";
import { after, filled, wider } from "./bars";

const none = { documents: 0, hits: 0 };
const bars = (step: string, dates: string[]): Parameters<typeof filled>[0] => ({ step, from: null, to: null, bars: dates.map((date) => ({ date, documents: 1, hits: 1 })), vaguer: none, outside: none, undated: none });

test.each([
  ["2025", "year", "2026"],
  ["0099", "year", "0100"],
  ["2024-12", "month", "2025-01"],
  ["2024-02-28", "day", "2024-02-29"],
  ["2023-02-28", "day", "2023-03-01"],
  ["2024-12-31", "day", "2025-01-01"],
])("after %s by %s comes %s", (date, step, next) => {
  expect(after(date, step)).toBe(next);
});

test("steps without documents are there, so that a gap is seen", () => {
  expect(filled(bars("month", ["2024-11", "2025-02"])).map(({ date, documents }) => `${date} ${documents}`)).toEqual(["2024-11 1", "2024-12 0", "2025-01 0", "2025-02 1"]);
  expect(filled(bars("year", []))).toEqual([]);
});

test("of a very long span only the steps with documents are drawn", () => {
  expect(filled(bars("year", ["1503", "2025"])).map(({ date }) => date)).toEqual(["1503", "2025"]);
});

test.each([
  ["2025-03-14", "2025-03-14", "2025-03"],
  ["2025-03-01", "2025-03-14", "2025-03"],
  ["2025-03", "2025-03", "2025"],
  ["2025-01", "2025-06", "2025"],
  ["2025", "2025", ""],
  ["2023", "2025", ""],
  ["2023-05", "2025-02", ""],
])("from %s..%s one goes back to %s", (from, to, back) => {
  expect(wider(from, to)).toEqual([back, back]);
});
