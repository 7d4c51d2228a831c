import { expect, test } from "vitest";
import { pace } from "./pace";

const START = { done: 0, total: 0, bytes: 0, totalBytes: 0, elapsedMs: 0 };

test("nothing is told before it is known", () => {
  expect(pace(START)).toEqual({ share: null, bytesPerSecond: null, secondsLeft: null });
  expect(pace({ ...START, done: 1, total: 4, elapsedMs: 500 }).secondsLeft).toBeNull();
});

test("bytes tell more than files", () => {
  const at = pace({ done: 90, total: 100, bytes: 25, totalBytes: 100, elapsedMs: 10_000 });
  expect(at).toEqual({ share: 0.25, bytesPerSecond: 2.5, secondsLeft: 30 });
});

test("more than was announced is still the end", () => {
  expect(pace({ ...START, done: 12, total: 10, elapsedMs: 9000 })).toMatchObject({ share: 1, secondsLeft: 0 });
});
