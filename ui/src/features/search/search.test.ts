import { screen, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { describe, expect, test } from "vitest";
import { openWindow, settle } from "../../../tests/make";
import type { CaseInfo, Search, SearchAnswer } from "../../api/client";

const WAITS_MS = 170;

function hits(n: number, offset: number, limit: number): SearchAnswer["hits"] {
  return Array.from({ length: Math.max(0, Math.min(limit, n - offset)) }, (_, idx) => {
    const at = offset + idx;
    return { document: `d${Math.floor(at / 3)}`, path: `box/letter-${Math.floor(at / 3)}.pdf`, unit: (at % 3) + 1, row: null, label: `p. ${(at % 3) + 1}`, score: 1, snippet: `hit ${at}`, snippet_spans: [[0, 3]], spans: [[10, 13]], date: null, sources: ["HERON"] };
  });
}

function many(n: number): (request: Search) => SearchAnswer {
  return ({ query, offset = 0, limit = 20 }) => ({ query: query.join(" "), understood: "", mode: "words", total: n, unreadable: 2, behind: 0, notes: [], hits: hits(n, offset, limit) });
}

const searches = (host: { calls: { name: string; request: object }[] }): Search[] => host.calls.filter(({ name }) => name === "search").map(({ request }) => request as Search);

describe("searching", () => {
  test("words are looked for when typing rests, once", async () => {
    const { host } = await openWindow("#/search");
    await userEvent.type(screen.getByRole("searchbox", { name: "Search every word" }), "chassis");
    expect(searches(host)).toEqual([]);
    await new Promise((resolve) => setTimeout(resolve, WAITS_MS));
    await settle();
    expect(searches(host).map(({ query }) => query)).toEqual([["chassis"]]);
    expect(screen.getByText("4 hits")).toBeTruthy();
    expect(window.location.hash).toBe("#/search?q=chassis");
  });

  test("a newer question stops the one before, and its answer is dropped", async () => {
    let stopped = false;
    const { app } = await openWindow("", {
      search: ({ query }, _, stop) =>
        query[0] === "slow"
          ? new Promise((resolve) => {
              stop.addEventListener("abort", () => ((stopped = true), resolve(many(99)({ case: "", query }))));
            })
          : many(1)({ case: "", query }),
    });
    app.hits.ask({ query: "slow", mode: "regex", filter: "", sort: "relevance" });
    await settle();
    app.hits.ask({ query: "fast", mode: "words", filter: "", sort: "relevance" });
    await settle();
    expect(stopped).toBe(true);
    expect(app.hits.total).toBe(1);
  });

  test("what cannot be understood is said at its place, and the hits before stay", async () => {
    const { app } = await openWindow("#/search?q=chassis");
    app.location.set({ q: '"end user' }, "replace");
    await settle();
    const alert = screen.getByRole("alert");
    expect(alert.textContent).toContain("A quotation mark is not closed.");
    expect(within(alert).getByText('"end user', { selector: "mark" })).toBeTruthy();
    expect(screen.getAllByRole("option").length).toBe(4);
  });

  test("no hits says what could not be read", async () => {
    await openWindow("#/search?q=nothing-like-it");
    expect(screen.getByText("0 hits")).toBeTruthy();
    expect(within(screen.getByRole("main")).getByRole("button", { name: "3 documents could not be read" })).toBeTruthy();
  });

  test("filters and order go to the desk as it wants them", async () => {
    const { host } = await openWindow("#/search?q=servers&f=source%3AHERON&sort=date");
    await userEvent.click(screen.getByRole("button", { name: "Not seen by me" }));
    await settle();
    expect(searches(host).at(-1)).toMatchObject({ query: ["servers"], filter: "source:HERON -has:seen", sort: "date", exact: false });
    await userEvent.click(screen.getByRole("radio", { name: "As typed" }));
    await settle();
    expect(searches(host).at(-1)).toMatchObject({ exact: true, regex: false });
  });

  test("Enter opens the first hit, n and p walk on from anywhere, the address knows where", async () => {
    const { app } = await openWindow("#/search?q=letter", { search: many(7) });
    screen.getByRole("searchbox", { name: "Search every word" }).focus();
    await userEvent.keyboard("{Enter}");
    await settle();
    expect(app.location.place.reader).toMatchObject({ document: "d0", unit: 1, at: [10, 13] });
    await userEvent.keyboard("nnnn");
    await settle();
    expect(app.location.place.reader).toMatchObject({ document: "d1", unit: 2 });
    expect(app.location.place.query.hit).toBe("5");
    app.location.go({ view: "timeline" });
    await settle();
    await userEvent.keyboard("p");
    await settle();
    expect(app.location.place).toMatchObject({ view: "timeline", reader: { document: "d1", unit: 1 } });
  });

  test("the walk loads what it needs and ends at the last hit", async () => {
    const { app, host } = await openWindow("#/search?q=letter&hit=250", { search: many(4120) });
    expect(searches(host).map(({ offset }) => offset)).toContain(200);
    await app.hits.open(4118);
    expect(await app.hits.step(1)).toBe(true);
    expect(app.location.place.reader?.document).toBe("d1373");
    expect(await app.hits.step(1)).toBe(false);
    expect(app.hits.at).toBe(4119);
  });

  test("searches made before go on where they were left", async () => {
    const { app } = await openWindow("#/search", { search: many(4120) });
    await userEvent.click(screen.getByRole("button", { name: /invoice.*1,873 of 4,120 hits looked at/ }));
    await settle();
    expect(app.hits.question).toMatchObject({ query: "invoice", filter: "-has:seen" });
    expect(app.hits.at).toBe(1872);
    await userEvent.keyboard("{F3}");
    await settle();
    expect(app.location.place.query.hit).toBe("1874");
  });

  test("a search is remembered with how far it was walked", async () => {
    const { app, host } = await openWindow("#/search?q=letter", { search: many(7) });
    await app.hits.open(2);
    await app.hits.remember();
    expect(host.calls.findLast(({ name }) => name === "searches")?.request).toMatchObject({ add: { query: "letter", mode: "words", total: 7, walked: 3 } });
  });

  test("documents that came since are told of, and the search can be made again", async () => {
    const info = (path: string, documents: number): CaseInfo => ({ id: "1", name: "Johor", path, writable: true, reason: null, counts: { documents, entities: 0, links: 0, events: 0, citations: 0, unreadable: 0 } });
    let n_documents = 20;
    const { app, host } = await openWindow("#/search?q=letter", { search: many(7), case: ({ case: path }) => info(path, n_documents) });
    n_documents = 25;
    host.emit({ kind: "changed", what: "ingest" });
    await settle();
    await userEvent.click(screen.getByRole("button", { name: "Search again" }));
    await settle();
    expect(searches(host).length).toBe(2);
    expect(app.hits.found?.documents).toBe(25);
  });
});
