import { describe, expect, test } from "vitest";
import { type Place, format, link, parse, parseLink } from "./place";

const PLACES: [Place, string][] = [
  [{ view: "library", query: {} }, "#/library"],
  [{ view: "search", query: { q: "empty chassis" } }, "#/search?q=empty+chassis"],
  [{ view: "entity", id: "0192/a", query: {} }, "#/entity/0192%2Fa"],
  [
    { view: "search", query: { q: "深圳 & \"x\"" }, reader: { document: "3fa9", unit: 2, at: [10, 24] } },
    "#/search?q=%E6%B7%B1%E5%9C%B3+%26+%22x%22&doc=3fa9&unit=2&at=10-24",
  ],
  [
    { view: "timeline", query: {}, reader: { document: "3fa9", unit: 1, citation: "0192b", row: 18, wide: true } },
    "#/timeline?doc=3fa9&unit=1&cite=0192b&row=18&wide=1",
  ],
];

describe("a place", () => {
  test.each(PLACES)("is written and read back", (place, hash) => {
    expect(format(place)).toBe(hash);
    expect(parse(hash, "library")).toEqual(place);
    expect(parseLink(link("c/1", place), "library")).toEqual({ caseId: "c/1", place });
  });

  test.each([
    ["", { view: "library", query: {} }],
    ["#/", { view: "library", query: {} }],
    ["#/../etc", { view: "library", query: {} }],
    ["#/search?q=&at=3-1", { view: "search", query: {} }],
    ["#/search?doc=a&unit=0&at=9-3", { view: "search", query: {}, reader: { document: "a", unit: 1 } }],
    ["#/entity/%zz", { view: "entity", id: "%zz", query: {} }],
  ])("%s: what makes no sense is left out", (hash, place) => {
    expect(parse(hash, "library")).toEqual(place);
  });

  test("a link of another kind is none", () => {
    expect(parseLink("https://example.example/", "library")).toBeNull();
  });
});
