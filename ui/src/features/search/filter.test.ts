import { expect, test } from "vitest";
import { type Filter, NO_FILTER, choiceOf, choose, format, isDate, parse } from "./filter";

const CASES: [Partial<Filter>, string][] = [
  [{}, ""],
  [{ sources: ["HERON"] }, "source:HERON"],
  [{ sources: ["HERON", "LEDGER"], kinds: ["pdf"] }, "(source:HERON OR source:LEDGER) type:pdf"],
  [{ tags: ["end user", "公司"] }, '(tag:"end user" OR tag:公司)'],
  [{ from: "2025-03", to: "2025-05" }, "date:2025-03..2025-05"],
  [{ from: "2025-03", to: "" }, "date:2025-03.."],
  [{ from: "", to: "2025" }, "date:..2025"],
  [{ from: "2025-03-04", to: "2025-03-04" }, "date:2025-03-04"],
  [{ sources: ["HERON"], without: { ...NO_FILTER.without, kinds: ["csv"], tags: ["end user"], states: ["partly"] } }, 'source:HERON -type:csv -state:partly -tag:"end user"'],
  [{ cited: true, unseen: true, starred: true }, "has:citation -has:seen has:star"],
];

test.each(CASES)("%o is written %s and read again", (filter, text) => {
  expect(format({ ...NO_FILTER, ...filter })).toBe(text);
  expect(parse(text)).toEqual({ ...NO_FILTER, ...filter });
});

test("a quotation mark in a value cannot end it", () => {
  expect(format({ ...NO_FILTER, sources: ['A" OR type:pdf'] })).toBe('source:"A OR type:pdf"');
});

test("what makes no sense is left out", () => {
  expect(parse("date:soon has:wings words -date:2025 -path:x")).toEqual(NO_FILTER);
});

test.each([
  ["2025", true],
  ["2025-03", true],
  ["2025-03-04", true],
  ["2025-13", false],
  ["March", false],
  ["", false],
])("%s is a date: %s", (text, is) => {
  expect(isDate(text)).toBe(is);
});

test("what the desk understood is read as well", () => {
  expect(format(parse("NOT source:HERON AND (type:pdf OR type:docx) AND NOT has:seen"))).toBe("(type:pdf OR type:docx) -source:HERON -has:seen");
});

test("a value is kept to, left out, or neither", () => {
  const only = choose(NO_FILTER, "type", "pdf", "only");
  expect([format(only), choiceOf(only, "type", "pdf")]).toEqual(["type:pdf", "only"]);
  const out = choose(only, "type", "pdf", "out");
  expect([format(out), choiceOf(out, "type", "pdf")]).toEqual(["-type:pdf", "out"]);
  expect(choose(out, "type", "pdf", "out")).toEqual(NO_FILTER);
  expect(choose(NO_FILTER, "nothing", "x", "only")).toEqual(NO_FILTER);
});
