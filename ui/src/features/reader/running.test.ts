import { screen } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { describe, expect, test } from "vitest";
import { openWindow, settle } from "../../../tests/make";
import type { Hit, SearchAnswer, Span, UnitPage } from "../../api/client";
import { sampleDocuments } from "../../host/fixtures/documents";
import type { Handlers } from "../../host/memory";

const ID = sampleDocuments(0).find(({ line }) => line.kind === "pdf" && line.units > 0)?.line.id ?? "";
const TEXTS = ["Nothing to see.", "the chassis left. Counted: chassis without", "boards were without boards", "the chassis again"];

const hit = (over: Partial<Hit>): Hit => ({ document: ID, path: "a.pdf", unit: 2, row: null, label: "p. 2", score: 1, snippet: "", snippet_spans: [], snippet_cut: [false, false], spans: [], date: null, sources: [], kind: "pdf", by_ocr: false, nth: 1, in_document: 2, nearly_same: 0, transliterated: false, cells: [], runs_on: null, alike_nth: null, alike_of: null, ...over });

const found = (hits: Hit[]): SearchAnswer => ({ query: "", understood: "", mode: "words", total: hits.length, cut_short: null, unfiltered: null, unreadable: 0, behind: 0, quarantined: 0, waiting: 0, notes: [], as_of: 1, index: null, documents: 1, groups: null, shown: hits.length, found_at: null, filters: [], facets: null, hits });

function unit(n: number, over: Partial<UnitPage>): UnitPage {
  return { document: ID, unit: n, units: TEXTS.length, kind: "section", label: `p. ${n}`, text: TEXTS[n - 1] ?? "", engine: "", by_ocr: false, waits: false, doubtful: [], unread: [], quality: null, language: null, page: null, boxes: [], table: null, cited: [], ...over };
}

/** Opens the first hit of a search, with the focus on its words. */
async function open(hits: Hit[], over: (n: number) => Partial<UnitPage> = () => ({})): Promise<HTMLElement> {
  const handlers: Handlers = { search: () => found(hits), unit: ({ unit: n = 1 }) => unit(n, over(n)) };
  const { app } = await openWindow("#/search?q=chassis", handlers);
  await settle();
  await app.hits.open(0);
  await settle();
  const reader = screen.getByRole("complementary", { name: "Reader" });
  reader.querySelector<HTMLElement>("[role=region], [role=grid]")?.focus();
  return reader;
}

/** What is marked: the page, how, and the words. */
function marked(reader: HTMLElement): [string, string, string][] {
  return [...reader.querySelectorAll<HTMLElement>("mark")].map((mark) => [mark.closest<HTMLElement>("[data-part]")?.dataset.part ?? "", mark.className, mark.textContent ?? ""]);
}

const ENDS: Span = [27, 42];
const RUNS_ON = { unit: 3, spans: [[0, 6]] as Span[] };

describe("a phrase that runs on to the next page", () => {
  test("is marked on both as what one came for", async () => {
    const reader = await open([hit({ spans: [ENDS], runs_on: RUNS_ON }), hit({ unit: 4, spans: [[4, 11]], nth: 2 })]);
    expect(marked(reader)).toEqual([
      ["2", "here", "chassis without"],
      ["3", "here", "boards"],
    ]);
  });

  test("is one hit: the next one is the next page that has any, and back is both halves again", async () => {
    const reader = await open([hit({ spans: [ENDS], runs_on: RUNS_ON }), hit({ unit: 4, spans: [[4, 11]], nth: 2 })]);
    await userEvent.keyboard("n");
    await settle();
    expect(marked(reader)).toEqual([["4", "here", "chassis"]]);
    await userEvent.keyboard("p");
    await settle();
    expect(marked(reader).map(([part]) => part)).toEqual(["2", "3"]);
  });

  test("stays marked when the page is turned, also at its end", async () => {
    const reader = await open([hit({ spans: [[4, 11], ENDS], runs_on: RUNS_ON })]);
    expect(marked(reader)).toEqual([
      ["2", "here", "chassis"],
      ["2", "again", "chassis without"],
      ["3", "again", "boards"],
    ]);
    await userEvent.keyboard("j");
    await settle();
    expect(marked(reader)).toContainEqual(["3", "again", "boards"]);
  });

  test("is marked on pictures of pages, where its words stand", async () => {
    const boxes = (n: number): UnitPage["boxes"] => [[0, [...(TEXTS[n - 1] ?? "")].length, 50, 100, 400, 12]];
    const reader = await open([hit({ spans: [ENDS], runs_on: RUNS_ON })], (n) => ({ kind: "page", page: [400, 90], boxes: boxes(n) }));
    const marks = [...reader.querySelectorAll<HTMLElement>(".mark")].map((mark) => [mark.closest<HTMLElement>("[data-page]")?.dataset.page, mark.className.split(" ")[1]]);
    expect(marks).toEqual([
      ["2", "here"],
      ["3", "here"],
    ]);
  });
});

test("in a table the cells that match are marked, not the row alone", async () => {
  const table = { sheet: "Stock", first_row: 1, rows: 2, header: ["No", "What"], header_row: 1, header_chosen: false, raw: [] };
  const reader = await open([hit({ row: 2, spans: [[10, 17]], cells: [1] })], () => ({ kind: "sheet", text: "No\tWhat\n7\tchassis", table }));
  const cells = [...reader.querySelectorAll(".here .cell")].map((cell) => [cell.textContent?.trim(), cell.classList.contains("found")]);
  expect(cells).toEqual([
    ["2", false],
    ["7", false],
    ["chassis", true],
  ]);
});

describe("pages one below the other", () => {
  test("are each in their own language, for who has them read aloud", async () => {
    const reader = await open([hit({ spans: [ENDS] })], (n) => ({ language: n === 3 ? "de" : "en" }));
    const languages = [...reader.querySelectorAll<HTMLElement>("[data-part]")].map((part) => [part.dataset.part, part.lang]);
    expect(languages).toContainEqual(["2", "en"]);
    expect(languages).toContainEqual(["3", "de"]);
  });
});
