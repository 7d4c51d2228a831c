import { expect, test } from "vitest";
import type { CitationPage, CitedPart } from "../../api/types";
import { type Box, cropsOf } from "./crop";

function cited(part: Partial<CitedPart>, more: Partial<CitationPage> = {}): CitationPage {
  const whole: CitedPart = { unit: 2, start: 0, end: 9, row: null, area: null, time: null, quote: "words", by_ocr: false, page: [595, 842], lines: [], ...part };
  return { citation: "c", document: "d", parts: [whole], state: "in_place", said_by: null, covered: false, ...more };
}

test("cited lines are shown with what is around them, within the page", () => {
  const check = (lines: Box[], expected: Box): void => expect(cropsOf(cited({ lines }))[0]?.box).toEqual(expected);
  check([[72, 100, 400, 12], [72, 114, 100, 12]], [58, 86, 428, 54]);
  check([[72, 100, 80, 12]], [0, 84, 270, 44]);
  check([[500, 100, 60, 12]], [325, 84, 270, 44]);
  check([[72, 2, 400, 12]], [58, 0, 428, 44]);
  check([[72, 100, 400, 700]], [58, 86, 428, 218]);
});

test("what is cited is marked in it", () => {
  const [crop] = cropsOf(cited({ lines: [[72, 100, 400, 12], [72, 114, 100, 12]] }));
  const [, second] = crop?.marks ?? [];
  expect(second?.map((share) => Math.round(share * 1000))).toEqual([33, 519, 234, 222]);
  const long = cropsOf(cited({ lines: [[72, 100, 400, 12], [72, 500, 400, 12]] }));
  expect(long[0]?.marks.length).toBe(1);
});

test("an area is shown as it was drawn where its page has no known size", () => {
  expect(cropsOf(cited({ area: [310, 95, 180, 60], page: null }))).toEqual([{ unit: 2, box: [310, 95, 180, 60], marks: [[0, 0, 1, 1]] }]);
});

test("words that are lost or on no page, and pictures that stay covered, show nothing", () => {
  expect(cropsOf(cited({}))).toEqual([]);
  expect(cropsOf(cited({ page: null, lines: [[1, 2, 3, 4]] }))).toEqual([]);
  expect(cropsOf(cited({ area: [1, 2, 3, 4] }, { covered: true }))).toEqual([]);
});
