import { describe, expect, test } from "vitest";
import { ticks } from "./scale";
import { DAY, HOUR, MINUTE, YEAR, parseEnd, parseStart, utc } from "./time";

/** About how wide a label is drawn at 12 px. */
const LETTER = 6.6;

function labels(from: number, to: number, width: number): [coarse: string[], fine: string[]] {
  const { coarse, fine } = ticks(from, to, (to - from) / width);
  return [coarse.map(({ label }) => label), fine.map(({ label }) => label)];
}

describe("the axis", () => {
  test("says hours under their day", () => {
    const [coarse, fine] = labels(utc(2024, 10, 21, 18), utc(2024, 10, 22, 6), 900);
    expect(coarse).toEqual(["21 Nov 2024", "22 Nov 2024"]);
    expect(fine.slice(0, 3)).toEqual(["18:00", "19:00", "20:00"]);
  });

  test("says days under their month, none crowding the next month's first", () => {
    const [coarse, fine] = labels(utc(2024, 1, 20), utc(2024, 2, 12), 200);
    expect(coarse).toEqual(["Feb 2024", "Mar 2024"]);
    expect(fine).toEqual(["20", "25", "1", "5", "10"]);
  });

  test("says months under their year", () => {
    expect(labels(utc(2023, 11), utc(2024, 6), 500)).toEqual([
      ["2023", "2024"],
      ["Dec", "Jan", "Feb", "Mar", "Apr", "May", "June", "July"],
    ]);
  });

  test("says centuries, and years before our era", () => {
    expect(labels(utc(-199), utc(2030), 900)[1]).toEqual(["201 BC", "1 BC", "200", "400", "600", "800", "1000", "1200", "1400", "1600", "1800", "2000"].slice(1));
  });

  test.each([5 * MINUTE, HOUR, 6 * HOUR, DAY, 9 * DAY, 40 * DAY, 200 * DAY, 2 * YEAR, 17 * YEAR, 130 * YEAR, 1900 * YEAR, 15_000 * YEAR])("labels do not overlap over %d ms", (span) => {
    const WIDTH = 1100;
    const from = utc(2024, 1, 27, 21, 13);
    const { fine } = ticks(from, from + span, span / WIDTH);
    expect(fine.length).toBeGreaterThan(0);
    const x = (at: number): number => ((at - from) / span) * WIDTH;
    fine.slice(1).forEach((tick, idx) => {
      const before = fine[idx]!;
      expect(x(tick.at) - x(before.at), `${before.label} ${tick.label}`).toBeGreaterThan(before.label.length * LETTER);
    });
  });
});

describe("moments", () => {
  test("are read as the desk writes them", () => {
    expect(parseStart("2024-10-15 00:00:00")).toBe(Date.UTC(2024, 9, 15));
    expect(parseEnd("2024-10-15 23:59:59")).toBe(Date.UTC(2024, 9, 16));
    expect(parseEnd("2024-11-21 23:30:59")).toBe(Date.UTC(2024, 10, 21, 23, 31));
    expect([parseStart("2024-10-15"), parseEnd("2024-10-15")]).toEqual([Date.UTC(2024, 9, 15), Date.UTC(2024, 9, 16)]);
    expect([parseStart("2025-06"), parseEnd("2025-06")]).toEqual([Date.UTC(2025, 5), Date.UTC(2025, 6)]);
    expect(parseEnd("2024-12")).toBe(Date.UTC(2025, 0));
  });

  test("of old years are in those years", () => {
    expect(new Date(parseStart("0079-08-24 00:00:00")!).getUTCFullYear()).toBe(79);
    expect(new Date(parseStart("-0044-03-15 00:00:00")!).getUTCFullYear()).toBe(-44);
  });

  test("are none where the desk knows none", () => {
    expect([parseStart(null), parseEnd("sometime")]).toEqual([null, null]);
  });
});
