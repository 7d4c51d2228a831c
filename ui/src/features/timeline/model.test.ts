import { describe, expect, test } from "vitest";
import type { DateLine, EventLine } from "../../api/types";
import { belongings, fits, filtersOf } from "./filter";
import { lanesOf } from "./lanes";
import { itemOf } from "./model";
import { stepInLanes } from "./walk";

const TIE = { citation: "c1", stance: "supports" as const, said_by: null };

function date(edtf: string, earliest: string | null, latest: string | null, more: Partial<DateLine> = {}): DateLine {
  return { statement: edtf, property: "date", author: "R. Okafor", preferred: null, date: edtf, label: edtf, original: null, earliest, latest, standing: "documented", ties: [TIE], ...more };
}

function event(dates: DateLine[], more: Partial<EventLine> = {}): EventLine {
  const [first] = dates;
  return {
    id: "e",
    schema: "Event",
    title: "The servers leave",
    date: first?.date ?? null,
    label: first?.label ?? "",
    earliest: first?.earliest ?? null,
    latest: first?.latest ?? null,
    standing: "documented",
    conflict: false,
    supported: true,
    because: null,
    dates,
    participants: [],
    citations: [],
    sources: [],
    ...more,
  };
}

const spoken = { date: "2024-11-05", sources: ["HERON"], origins: ["HERON"], citation: "c1", stance: "supports" as const, said_by: null, document: "d1", path: "a.pdf", unit: 1, label: "page 1", quote: "on 5 November" };

describe("an event is drawn", () => {
  test("as a point for a day, as its span for a month", () => {
    expect(itemOf(event([date("2024-11-05", "2024-11-05 00:00:00", "2024-11-05 23:59:59")])).marks[0]).toMatchObject({ isPoint: true, start: "sharp", end: "sharp", look: "solid", thread: "tied" });
    const [month] = itemOf(event([date("2025-06", "2025-06-01 00:00:00", "2025-06-30 23:59:59")])).marks;
    expect(month).toMatchObject({ isPoint: false, start: "sharp", from: Date.UTC(2025, 5), to: Date.UTC(2025, 6) });
  });

  test("with soft ends if it is about, with an open one if it goes on", () => {
    expect(itemOf(event([date("2025-03~", "2025-03-01 00:00:00", "2025-03-31 23:59:59")])).marks[0]).toMatchObject({ start: "soft", end: "soft" });
    expect(itemOf(event([date("2024-05-01/..", "2024-05-01 00:00:00", null)])).marks[0]).toMatchObject({ start: "sharp", end: "open", from: Date.UTC(2024, 4), to: Date.UTC(2024, 4, 2) });
    expect(itemOf(event([date("/2024-05", null, "2024-05-31 23:59:59")])).marks[0]).toMatchObject({ start: "soft", end: "sharp" });
  });

  test("with every date where sources disagree, the one it is known by first", () => {
    const item = itemOf(
      event([date("2024-11-05", "2024-11-05", "2024-11-05"), date("2024-11-12", "2024-11-12", "2024-11-12", { standing: "reported", ties: [] })], { conflict: true, date: "2024-11-12" }),
    );
    expect(item.marks.map(({ look, thread }) => [look, thread])).toEqual([
      ["light", "unsourced"],
      ["solid", "tied"],
    ]);
    expect(item.to - item.from).toBe(8 * 86_400_000);
  });

  test("never as if an allegation were known", () => {
    expect(itemOf(event([date("2024-11-05", "2024-11-05", "2024-11-05")], { standing: "alleged" })).marks[0]?.look).toBe("outline");
    expect(itemOf(event([date("2024-11-05", "2024-11-05", "2024-11-05")], { standing: "denied" })).marks[0]?.look).toBe("struck");
  });

  test("with a cut thread if what it names is gone", () => {
    expect(itemOf(event([date("2024-11-05", "2024-11-05", "2024-11-05")], { supported: false, because: "a participant was withdrawn" })).marks[0]?.thread).toBe("changed");
  });

  test("not at all without a date", () => {
    expect(itemOf(event([])).marks).toEqual([]);
  });
});

describe("sources", () => {
  test("of one origin count once", () => {
    const sources = [spoken, { ...spoken, citation: "c2", document: "d2", origins: ["WIRE"] }, { ...spoken, citation: "c3", document: "d3", origins: ["WIRE"] }];
    expect(itemOf(event([], { sources })).sources).toBe(2);
    const both = { ...spoken, citation: "c4", document: "d4", origins: [...spoken.origins, "WIRE"] };
    expect(itemOf(event([], { sources: [...sources, both] })).sources).toBe(1);
  });

  test("a contradiction stands against the event, but not another day of it", () => {
    const denial = { ...spoken, citation: "no", stance: "contradicts" as const, said_by: "Quillmarrow" };
    expect(itemOf(event([], { sources: [spoken, denial] })).against.map(({ said_by }) => said_by)).toEqual(["Quillmarrow"]);
    expect(itemOf(event([], { sources: [spoken, { ...denial, citation: "other" }, { ...spoken, citation: "other", date: "2024-11-12" }] })).against).toEqual([]);
  });
});

describe("lanes", () => {
  const who = (...names: string[]): Partial<EventLine> => ({ participants: names.map((name) => ({ entity: name, name, role: null })) });
  const day = [date("2024-11-05", "2024-11-05", "2024-11-05")];
  const items = [event(day, who("b", "a")), event(day, who("a")), event(day, who("c", "a")), event(day, who())].map(itemOf);
  const lanes = lanesOf(items, belongings("who", new Map(), (schema) => schema), "Others");

  test("each event has its title once, with the busiest, and small marks with the others", () => {
    expect(lanes.map(({ title, items: own, also }) => [title, own, also])).toEqual([
      ["a", [0, 1, 2], []],
      ["Others", [3], []],
    ]);
    const first = lanesOf(items, belongings("who", new Map(), (schema) => schema), "Others", ["b"]);
    expect(first.map(({ title, items: own, also }) => [title, own, also])).toEqual([
      ["b", [0], []],
      ["a", [1, 2], [0]],
      ["Others", [3], []],
    ]);
  });

  test("up and down go to the nearest event of the next lane, and stop at the ends", () => {
    expect(stepInLanes(items, lanes, 2, 1)).toBe(3);
    expect(stepInLanes(items, lanes, 3, -1)).toBe(0);
    expect(stepInLanes(items, lanes, 3, 1)).toBe(3);
  });
});

test("words are found in titles, names, wordings and quotes", () => {
  const one = event([], { participants: [{ entity: "x", name: "骆霁桥", role: "buyer" }], sources: [spoken] });
  const finds = (text: string): boolean => fits(one, filtersOf({ q: text }));
  expect(["SERVERS leave", "骆霁", "5 november", "buyer servers", "container"].map(finds)).toEqual([true, true, true, true, false]);
  expect(fits(one, filtersOf({ source: "HERON" }))).toBe(true);
  expect(fits(one, filtersOf({ source: "KIOSK" }))).toBe(false);
});
