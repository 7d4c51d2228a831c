import { expect, test } from "vitest";
import { ago, bytes, count, day, duration } from "./numbers";

test("sizes", () => {
  expect([0, 999, 1000, 4317, 99_600, 127_000_000, 4e13].map(bytes)).toEqual(["0 B", "999 B", "1.0 kB", "4.3 kB", "100 kB", "127 MB", "40.0 TB"]);
});

test("durations", () => {
  expect([-1, 12.4, 89, 95, 3599, 7800].map(duration)).toEqual(["0 s", "12 s", "89 s", "2 min", "60 min", "2 h 10 min"]);
});

test("counts", () => {
  expect(count(112000)).toBe("112,000");
});

test("days", () => {
  expect(day("2024-11-05")).toBe("5 Nov 2024");
  expect(day("2024~")).toBe("2024~");
  expect(day("2024-11-05 09:15 UTC")).toBe("5 Nov 2024");
});

test("how long ago", () => {
  const now = new Date("2025-05-20T12:00:00Z");
  expect(["2025-05-20T11:59:30Z", "2025-05-20T09:00:00Z", "2025-05-19T12:00:00Z", "2025-05-08 12:00 UTC", "nonsense"].map((t) => ago(t, now))).toEqual([
    "just now",
    "3 hours ago",
    "yesterday",
    "12 days ago",
    "nonsense",
  ]);
});
