import { screen, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { describe, expect, test } from "vitest";
import { openWindow, settle } from "../../../tests/make";
import type { CompareAnswer, CompareRow } from "../../api/client";

const side = (path: string) => ({ document: path, path, kind: "text", date: null, sources: ["HERON"], cut: false });
const passage = (text: string, marks: [number, number][], start = 0) => ({ unit: 2, label: "p. 2", start, text, marks });
const ROWS: CompareRow[] = [
  { kind: "folded", nth: null, folded: 7, left: null, right: null },
  { kind: "changed", nth: 1, folded: 0, left: passage("sent 64 units", [[5, 7]], 100), right: passage("sent 640 units", [[5, 8]], 90) },
  { kind: "left", nth: 2, folded: 0, left: passage("left out", [[0, 8]]), right: null },
];
const answer: CompareAnswer = { left: side("one.txt"), right: side("two.txt"), differences: 2, same: 9, alone: [3, 1], rows: ROWS };

describe("two documents side by side", () => {
  test("differences are marked by more than colour, counted and walked by key", async () => {
    await openWindow("#/compare?left=one&right=two", { compare: () => answer });
    expect(screen.getByText("2 differences")).toBeTruthy();
    expect(screen.getByText("7 paragraphs the same")).toBeTruthy();
    expect(document.querySelector("del")?.textContent).toContain("64");
    expect(document.querySelector("ins")?.textContent).toContain("640");
    await userEvent.keyboard("n");
    await settle();
    expect(screen.getByText("1 of 2")).toBeTruthy();
    expect((document.activeElement as HTMLElement).dataset.nth).toBe("1");
    await userEvent.keyboard("nn");
    await settle();
    expect(screen.getByText("2 of 2")).toBeTruthy();
    expect(screen.getByText("That was the last difference.")).toBeTruthy();
  });

  test("either document opens at the words that differ", async () => {
    const { app } = await openWindow("#/compare?left=one&right=two", { compare: () => answer });
    await userEvent.click(screen.getByRole("button", { name: "Open two.txt at p. 2" }));
    expect(app.location.place.reader).toMatchObject({ document: "two.txt", unit: 2, at: [95, 98] });
    expect(app.location.place.view).toBe("compare");
  });

  test("equal words are said to be, a failure is shown as one, and without two there is nothing to compare", async () => {
    const { view } = await openWindow("#/compare?left=one&right=two", { compare: () => ({ ...answer, differences: 0, rows: [] }) });
    expect(screen.getByText(/Every word is the same/)).toBeTruthy();
    view.unmount();
    const failing = await openWindow("#/compare?left=one&right=two", { compare: () => { throw { code: "set_aside", message: "It is set aside.", hint: "", detail: "" }; } });
    expect(within(screen.getByRole("alert")).getByText("It is set aside.")).toBeTruthy();
    failing.view.unmount();
    await openWindow("#/compare");
    expect(screen.getByText(/Open a document and choose/)).toBeTruthy();
  });
});

describe("more like this", () => {
  test("documents are listed with the words in common, open and are compared", async () => {
    const { app, host } = await openWindow("#/like?of=one&words=accelerator+boards", {
      like: () => ({ of: "one", words: ["accelerator"], total: 1, unreadable: 2, behind: 0, quarantined: 1, waiting: 4, index: null, documents: [{ document: "two", path: "in/two.txt", unit: 3, row: null, label: "p. 3", score: 2, snippet: "accelerator boards", snippet_spans: [[0, 11]], snippet_cut: [false, false], spans: [[40, 51]], date: null, sources: ["HERON"], kind: "text", by_ocr: false, nth: null, in_document: null, nearly_same: 0, transliterated: false, cells: [], runs_on: null, alike_nth: null, alike_of: null, common: ["accelerator"], places: 1, share: 0.64 }] }),
    });
    expect(host.calls.find(({ name }) => name === "like")?.request).toMatchObject({ doc: "one", text: "accelerator boards" });
    expect(screen.getByText("64 % the same")).toBeTruthy();
    // Something like it may be where nobody could look.
    for (const gap of ["2 documents could not be read", /set aside/, "4 pages wait to be read off their pictures"]) expect(screen.getByText(gap)).toBeTruthy();
    await userEvent.click(screen.getByRole("button", { name: "Open two.txt" }));
    expect(app.location.place.reader).toMatchObject({ document: "two", unit: 3, at: [40, 51] });
    await userEvent.click(screen.getByRole("button", { name: "Compare with two.txt" }));
    expect(app.location.place).toMatchObject({ view: "compare", query: { left: "one", right: "two" } });
  });
});
