import { screen, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { describe, expect, test, vi } from "vitest";
import { makeApp, openWindow, settle } from "../../../tests/make";
import type { CaseInfo, QueryLine, Request, Search, SearchAnswer } from "../../api/client";
import type { Handlers } from "../../host/memory";

type NewQuery = NonNullable<Request<"searches">["add"]>;

const WAITS_MS = 170;

function hits(n: number, offset: number, limit: number): SearchAnswer["hits"] {
  return Array.from({ length: Math.max(0, Math.min(limit, n - offset)) }, (_, idx) => {
    const at = offset + idx;
    return { document: `d${Math.floor(at / 3)}`, path: `box/letter-${Math.floor(at / 3)}.pdf`, unit: (at % 3) + 1, row: null, label: `p. ${(at % 3) + 1}`, score: 1, snippet: `hit ${at}`, snippet_spans: [[0, 3]], snippet_cut: [false, false], spans: [[10, 13]], date: null, sources: ["HERON"], kind: "pdf", by_ocr: false, nth: (at % 3) + 1, in_document: Math.min(3, n - (at - (at % 3))), nearly_same: 0, transliterated: false, cells: [], runs_on: null, alike_nth: null, alike_of: null };
  });
}

function many(n: number): (request: Search) => SearchAnswer {
  return ({ query, offset = 0, limit = 20 }) => ({ query: query.join(" "), understood: "", mode: "words", total: n, cut_short: null, unfiltered: null, unreadable: 2, behind: 0, quarantined: 0, waiting: 0, notes: [], as_of: 1, index: null, documents: Math.ceil(n / 3), groups: null, shown: n, found_at: null, filters: [], facets: null, hits: hits(n, offset, limit) });
}

/** Hits of which the first so many are in one document. */
function inTwoDocuments(n: number, n_first: number, offset: number, limit: number): SearchAnswer["hits"] {
  return hits(n, offset, limit).map((hit, idx) => {
    const at = offset + idx;
    const [document, from, of] = at < n_first ? ["d0", 0, n_first] : ["d1", n_first, n - n_first];
    return { ...hit, document: String(document), unit: at - Number(from) + 1, nth: at - Number(from) + 1, in_document: Number(of) };
  });
}

const searches = (host: { calls: { name: string; request: object }[] }): Search[] => host.calls.filter(({ name }) => name === "search").map(({ request }) => request as Search);

describe("looking through texts", () => {
  const NOTE = "This pattern has no fixed letters to look up in the search index, so the whole text of 5000 documents is looked through.";
  const CUT = { seconds: 60, of: 5000, documents: 3800, partly: 2 };

  test("that the index cannot help is said while it looks, with how far it is, and it can be stopped", async () => {
    await openWindow("#/search?q=%5Ba-z%5D%2B&mode=regex", {
      search: (_request, tell, stop) => {
        // Told before the window knows the number of its job.
        tell({ event: "note", message: NOTE });
        tell({ event: "progress", doing: "searching", done: 1200, total: 5000, bytes: 0, total_bytes: 0, problems: 0, elapsed_ms: 4000, current: "" });
        const stopped = { code: "stopped", message: "The search was stopped before it had looked everywhere.", hint: "", detail: "" };
        return new Promise((_resolve, reject) => stop.addEventListener("abort", () => reject(stopped)));
      },
    });
    const main = within(screen.getByRole("main"));
    expect(main.getAllByText(NOTE).map((told) => told.getAttribute("role"))).toEqual(["status", null]);
    expect(main.getByRole("progressbar", { name: "Looking through the texts" }).getAttribute("aria-valuenow")).toBe("24");
    expect(main.getByText("1,200 of 5,000")).toBeTruthy();
    await userEvent.click(main.getByRole("button", { name: "Stop" }));
    await settle();
    expect(main.getByText("The search was stopped before it had looked everywhere.")).toBeTruthy();
    expect(main.queryByText(NOTE)).toBeNull();
  });

  test("what there was no time for is said, no total is told for the whole, and one can look everywhere", async () => {
    const { app, host } = await openWindow("#/search?q=%5Ba-z%5D%2B&mode=regex", {
      search: (request) => (request.time_limit === 0 ? many(90)(request) : { ...many(12)(request), cut_short: CUT, as_of: 0 }),
    });
    const main = within(screen.getByRole("main"));
    expect(main.getByText("at least 12 hits", { selector: "b" })).toBeTruthy();
    expect(main.getByText("The time was up after 60 s: 3,800 of 5,000 documents not looked into, 2 only in part.", { selector: "span" })).toBeTruthy();
    await app.hits.remember();
    expect(host.calls.findLast(({ name }) => name === "searches")?.request).toMatchObject({ add: { total: 12, at_least: true } });
    await userEvent.click(main.getByRole("button", { name: "Look everywhere" }));
    await settle();
    expect(main.getByText("90 hits", { selector: "b" })).toBeTruthy();
    expect(main.queryByText(/The time was up/)).toBeNull();
    expect(searches(host).map(({ time_limit }) => time_limit)).toEqual([undefined, 0]);
    // Another question has its limit again.
    app.hits.ask({ query: "[0-9]+", mode: "regex", filter: "", sort: "relevance" });
    await settle();
    expect(searches(host).at(-1)?.time_limit).toBeUndefined();
  });

  test("nothing by then is not nothing at all", async () => {
    await openWindow("#/search?q=%5Ba-z%5D%2B&mode=regex", { search: (request) => ({ ...many(0)(request), mode: "regex", cut_short: CUT }) });
    expect(screen.getByText("Nothing was found in the time there was.")).toBeTruthy();
    expect(screen.queryByText("Nothing fits this pattern.")).toBeNull();
    expect(screen.getByRole("button", { name: "Look everywhere" })).toBeTruthy();
  });

  test("pages that were cut short at two places are not put together, nor looked for again and again", async () => {
    let n = 150;
    const { app, host } = await openWindow("", { search: (request) => ({ ...many(n++)(request), cut_short: CUT }) });
    app.hits.ask({ query: "[a-z]+", mode: "regex", filter: "", sort: "relevance" });
    await settle();
    await app.hits.need(120);
    await settle();
    expect([app.hits.total, app.hits.hit(120), app.hits.pageError?.message]).toEqual([150, undefined, "The time was up at another place this time."]);
    expect(searches(host).length).toBe(2);
  });
});

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

  test("pages of two answers are not put together: when documents came meanwhile, all is looked for again", async () => {
    let n = 150;
    const { app, host } = await openWindow("", { search: (request) => many(n)(request) });
    app.hits.ask({ query: "letter", mode: "words", filter: "", sort: "relevance" });
    await settle();
    n = 151;
    await app.hits.need(120);
    await settle();
    expect([app.hits.total, app.hits.hit(120)]).toEqual([151, undefined]);
    await app.hits.need(120);
    expect(app.hits.hit(120)?.snippet).toBe("hit 120");
    expect(searches(host).map(({ offset }) => offset)).toEqual([0, 100, 0, 100]);
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

  test("how a question was understood is said where it is more than its words", async () => {
    const understood = (query: string) => query.replace(/ -/u, " AND NOT ").replace(/e s/u, "e AND s");
    const search = (request: Search): SearchAnswer => ({ ...many(1)(request), understood: understood(request.query.join(" ")) });
    const { app } = await openWindow("#/search?q=lease -draft", { search });
    expect(screen.getByText("Understood as lease AND NOT draft")).toBeTruthy();
    app.location.set({ q: "lease server" }, "replace");
    await settle();
    expect(screen.queryByText(/Understood as/u)).toBeNull();
  });

  test("no hits says what could not be read", async () => {
    await openWindow("#/search?q=nothing-like-it");
    expect(screen.getByText("0 hits", { selector: "b" })).toBeTruthy();
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

  test("Enter before the answer is there opens the first hit once it comes, unless another question was typed", async () => {
    const answers: (() => void)[] = [];
    const { app } = await openWindow("#/search", { search: (request) => new Promise((resolve) => answers.push(() => resolve(many(3)(request)))) });
    const field = screen.getByRole("searchbox", { name: "Search every word" });
    await userEvent.type(field, "letter{Enter}");
    await settle();
    await userEvent.type(field, "s");
    await new Promise((resolve) => setTimeout(resolve, WAITS_MS));
    for (const answer of answers.splice(0)) answer();
    await settle();
    expect(app.hits.found?.query).toBe("letters");
    expect(app.location.place.reader).toBeUndefined();
    await userEvent.type(field, "x{Enter}");
    await settle();
    expect(app.location.place.reader).toBeUndefined();
    for (const answer of answers.splice(0)) answer();
    await settle();
    expect(app.location.place.reader).toMatchObject({ document: "d0", unit: 1 });
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

  test("what came since does not move one from the hit where one stopped; one that is gone is said", async () => {
    const line = { query: "invoice", mode: "words", filter: "", sort: "relevance", total: 4120, at_least: false, walked: 1873, place: "d624:1", at: 0 };
    let at: number | null = 1890;
    const { app, host } = await openWindow("#/search", { searches: () => ({ queries: [line] }), search: (request) => ({ ...many(4140)(request), found_at: request.find ? at : null }) });
    const past = (): HTMLElement => screen.getByRole("button", { name: /invoice.*1,873 of 4,120/ });
    await userEvent.click(past());
    await settle();
    expect(searches(host).at(-1)).toMatchObject({ find: "d624:1", group: true });
    expect(app.hits.at).toBe(1890);
    expect(app.location.place.query.hit).toBe("1891");
    at = null;
    app.hits.clear();
    expect(app.hits.past, "those of another case are not shown in this one").toEqual([]);
    await app.hits.loadPast();
    app.location.go({ view: "search" });
    await settle();
    await userEvent.click(past());
    await settle();
    expect(app.hits.at).toBe(1872);
    expect(screen.getByText(/The hit where you stopped is gone/)).toBeTruthy();
  });

  test("documents are walked, too, each from its first hit", async () => {
    const { app } = await openWindow("#/search?q=letter", { search: many(7) });
    const places = [];
    for (const by of [1, 1, 1, 1, -1, -1, -1] as const) places.push([await app.hits.stepDocument(by), app.hits.at]);
    expect(places).toEqual([[true, 0], [true, 3], [true, 6], [false, 6], [true, 3], [true, 0], [false, 0]]);
    await app.hits.open(5);
    expect([await app.hits.stepDocument(-1), app.hits.at]).toEqual([true, 3]);
  });

  test("a search is remembered with how far it was walked", async () => {
    const { app, host } = await openWindow("#/search?q=letter", { search: many(7) });
    await app.hits.open(2);
    await app.hits.remember();
    expect(host.calls.findLast(({ name }) => name === "searches")?.request).toMatchObject({ add: { query: "letter", mode: "words", total: 7, walked: 3, place: "d0:3" } });
  });

  test("hits stand under the head of their document, which says how many it has", async () => {
    const { host } = await openWindow("#/search?q=letter", { search: many(7) });
    expect(searches(host)[0]).toMatchObject({ group: true });
    expect(screen.getByText("in 3 documents", { exact: false, selector: ".number" }).textContent).toBe("7 hits in 3 documents");
    const options = screen.getAllByRole("option");
    const heads = options.map((option) => within(option).queryByText(/^letter-/)?.textContent);
    expect(heads).toEqual(["letter-0.pdf", undefined, undefined, "letter-1.pdf", undefined, undefined, "letter-2.pdf"]);
    expect(options[3]?.textContent).toMatch(/PDF.*HERON.*3 hits/);
    expect(options[6]?.textContent).toContain("1 hit");
  });

  test("one can go on to the next document, over hits that are not loaded", async () => {
    const { app } = await openWindow("#/search?q=letter", { search: ({ offset = 0, limit = 0, query }) => ({ ...many(450)({ case: "", query, offset, limit }), hits: inTwoDocuments(450, 300, offset, limit) }) });
    await app.hits.open(1);
    screen.getByRole("searchbox", { name: "Search every word" }).blur();
    await userEvent.keyboard("{Shift>}N{/Shift}");
    await settle();
    expect(app.location.place.query.hit).toBe("301");
    await userEvent.keyboard("{Shift>}N{/Shift}");
    await settle();
    expect(screen.getByText("That was the last hit.")).toBeTruthy();
    await userEvent.keyboard("n{Shift>}P{/Shift}");
    await settle();
    expect(app.location.place.query.hit).toBe("301");
    await userEvent.keyboard("{Shift>}P{/Shift}");
    await settle();
    expect(app.location.place).toMatchObject({ query: { hit: "1" }, reader: { document: "d0", unit: 1 } });
  });

  describe("the place where one stopped", () => {
    /** A case that remembers, and in which `n_new` hits have come before those that were there. */
    function growing(n: number): { handlers: Handlers; grow: (n_new: number, isGone?: boolean) => void; finds: (string | undefined)[] } {
      let [n_new, gone] = [0, false];
      let queries: QueryLine[] = [];
      const finds: (string | undefined)[] = [];
      const search = ({ query, offset = 0, limit = 0, find }: Search): SearchAnswer => {
        finds.push(find);
        const all = [...hits(n_new, 0, n_new).map((hit) => ({ ...hit, document: `new-${hit.document}` })), ...hits(n, 0, n)];
        const at = gone ? -1 : all.findIndex(({ document, unit }) => `${document}:${unit}` === find);
        return { ...many(n + n_new)({ case: "", query }), hits: all.slice(offset, offset + limit), found_at: at < 0 ? null : at };
      };
      const remembered = ({ add }: { add?: NewQuery }): { queries: QueryLine[] } => {
        if (add) queries = [{ at_least: false, ...add, place: add.place ?? null, at: 1 }];
        return { queries };
      };
      return { handlers: { search, searches: remembered }, finds, grow: (by, isGone = false) => ([n_new, gone] = [by, isGone]) };
    }

    test("is found again tomorrow, wherever it stands by then", async () => {
      const { handlers, grow, finds } = growing(400);
      const first = makeApp("#/search?q=letter", handlers);
      await first.app.openCase("/cases/johor");
      first.app.hits.ask({ query: "letter", mode: "words", filter: "", sort: "relevance" });
      await settle();
      await first.app.hits.open(151);
      await first.app.hits.remember();
      first.app.destroy();
      grow(90);
      const { app } = await openWindow("#/search", handlers);
      await userEvent.click(screen.getByRole("button", { name: /letter.*152 of 400 hits looked at/ }));
      await settle();
      expect(finds).toContain("d50:2");
      expect([app.hits.at, app.location.place.query.hit]).toEqual([241, "242"]);
      expect(screen.queryByText(/is gone/)).toBeNull();
      await userEvent.keyboard("{F3}");
      await settle();
      expect(app.location.place.reader).toMatchObject({ document: "d50", unit: 3 });
      expect(app.location.place.query.hit).toBe("243");
      await app.hits.remember();
      expect(app.hits.past[0]).toMatchObject({ walked: 243, place: "d50:3" });
    });

    test("is found from an address, too, before the searches made are known", async () => {
      const { handlers, grow, finds } = growing(20);
      await handlers.searches?.({ case: "", add: { query: "letter", mode: "words", filter: "", sort: "relevance", total: 20, walked: 8, place: "d2:2" } }, () => {}, new AbortController().signal);
      grow(3);
      const { app } = await openWindow("#/search?q=letter&hit=8", handlers);
      expect(finds).toEqual(["d2:2"]);
      expect([app.hits.at, app.location.place.query.hit]).toEqual([10, "11"]);
    });

    test("that is gone is said to be, until one goes on", async () => {
      const { handlers, grow } = growing(20);
      const { app, host } = await openWindow("#/search?q=letter", handlers);
      await app.hits.open(7);
      grow(3, true);
      host.emit({ kind: "changed", what: "ingest" });
      app.hits.again();
      await settle();
      expect(app.hits.at).toBe(7);
      expect(screen.getByText(/The hit where you stopped is gone/)).toBeTruthy();
      await userEvent.keyboard("{F3}");
      await settle();
      expect(screen.queryByText(/is gone/)).toBeNull();
    });

    test("stays where it is when the same is looked for again", async () => {
      const { handlers, grow, finds } = growing(20);
      const { app } = await openWindow("#/search?q=letter", handlers);
      await app.hits.open(7);
      await app.hits.open(4);
      grow(6);
      app.hits.again();
      await settle();
      expect(finds.at(-1)).toBe("d1:2");
      expect([app.hits.at, app.location.place.query.hit]).toEqual([10, "11"]);
    });
  });

  test("documents that came since are told of, and the search can be made again", async () => {
    const info = (path: string, documents: number): CaseInfo => ({ id: "1", name: "Johor", path, writable: true, reason: null, counts: { documents, entities: 0, links: 0, events: 0, citations: 0, unreadable: 0, waiting: 0 } });
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

describe("answers", () => {
  const facets: NonNullable<SearchAnswer["facets"]> = {
    fields: [
      { field: "source", values: [{ value: "HERON", name: "HERON", documents: 3, hits: 5 }, { value: "KIOSK", name: "KIOSK", documents: 1, hits: 2 }], others: 0, without: 0 },
      { field: "entity", values: [{ value: "e-1", name: "Ilse Varn", documents: 1, hits: 1 }], others: 4, without: 3 },
    ],
    dates: { step: "month", from: "2025-01-01", to: "2025-04-30", bars: [{ date: "2025-01", documents: 2, hits: 3 }, { date: "2025-04", documents: 1, hits: 1 }], vaguer: { documents: 1, hits: 1 }, outside: { documents: 0, hits: 0 }, undated: { documents: 2, hits: 2 } },
  };
  const counted = (request: Search): SearchAnswer => ({ ...many(7)(request), facets: request.facets ? facets : null });

  test("a value is kept to or left out by keyboard, and the filter says so", async () => {
    const { app, host } = await openWindow("#/search?q=letter&narrow=1", { search: counted });
    const panel = screen.getByRole("complementary", { name: "Narrow" });
    const heron = within(panel).getByRole("button", { name: "HERON, 3 documents, 5 hits" });
    heron.focus();
    await userEvent.keyboard("{ArrowDown}");
    expect(document.activeElement?.textContent).toContain("KIOSK");
    await userEvent.keyboard("{ArrowRight}");
    expect(document.activeElement?.getAttribute("aria-label")).toBe("Leave out KIOSK");
    await userEvent.keyboard("{ArrowLeft}");
    // Tab comes to each field once: to where one was in it.
    const bars = within(panel).getAllByRole("toolbar");
    expect(bars.map((bar) => [...bar.querySelectorAll("[tabindex='0']")].length)).toEqual(bars.map(() => 1));
    expect(document.activeElement?.getAttribute("tabindex")).toBe("0");
    await userEvent.keyboard("-");
    await settle();
    expect(searches(host).at(-1)).toMatchObject({ filter: "-source:KIOSK", facets: true });
    expect(within(panel).getByRole("button", { name: "KIOSK, 1 document, 2 hits, left out" })).toBeTruthy();
    await userEvent.click(within(panel).getByRole("button", { name: "Ilse Varn, 1 document, 1 hit" }));
    await settle();
    expect(app.location.place.query.f).toBe("entity:e-1 -source:KIOSK");
    expect(within(panel).getByText("and 4 others")).toBeTruthy();
  });

  test("a value that is left out, and so stands last, keeps the focus", async () => {
    const [source, ...others] = facets.fields;
    await openWindow("#/search?q=letter&narrow=1", {
      search: (request) => {
        const isOut = request.filter?.includes("-source:HERON");
        return { ...counted(request), facets: isOut && source ? { ...facets, fields: [{ ...source, values: source.values.slice(1) }, ...others] } : facets };
      },
    });
    screen.getByRole("button", { name: "HERON, 3 documents, 5 hits" }).focus();
    await userEvent.keyboard("-");
    await settle();
    expect(document.activeElement?.getAttribute("aria-label")).toBe("HERON, 0 documents, 0 hits, left out");
  });

  test("a span of time is chosen among the bars by keyboard, and left again", async () => {
    const { app } = await openWindow("#/search?q=letter&narrow=1", { search: counted });
    const bars = screen.getByRole("slider");
    expect(bars.getAttribute("aria-valuemax")).toBe("4");
    bars.focus();
    // A month without documents is none to look at more closely: no bars would be left.
    await userEvent.keyboard("{ArrowRight}{Enter}");
    await settle();
    expect(app.location.place.query.f).toBeUndefined();
    await userEvent.keyboard("{Shift>}{ArrowRight}{ArrowRight}{/Shift}");
    expect(bars.getAttribute("aria-valuetext")).toContain("2025-04: 1 document");
    await userEvent.keyboard("{Enter}");
    await settle();
    expect(app.location.place.query.f).toBe("date:2025-02..2025-04");
    screen.getByRole("slider").focus();
    await userEvent.keyboard("{Backspace}");
    await settle();
    expect(app.location.place.query.f).toBe("date:2025");
    expect(within(screen.getByRole("complementary", { name: "Narrow" })).getByText("2 without a date")).toBeTruthy();
  });

  test("what narrows a search can be taken away, from its words as from its filter", async () => {
    const chip = (stands_in: "query" | "filter", text: string, rest: string, value: string): SearchAnswer["filters"][number] => ({ text, stands_in, rest, fields: [{ field: "source", value, name: value, out: true }] });
    const { app } = await openWindow("#/search?q=letter%20-source%3AHERON&f=-source%3AKIOSK", {
      search: (request) => ({ ...many(2)(request), filters: [chip("query", "NOT source:HERON", "letter", "HERON"), chip("filter", "NOT source:KIOSK", "", "KIOSK")] }),
    });
    await userEvent.click(screen.getByRole("button", { name: "Without the filter not HERON" }));
    await settle();
    expect(app.location.place.query.q).toBe("letter");
    await userEvent.click(screen.getByRole("button", { name: "Without the filter not KIOSK" }));
    await settle();
    expect(app.location.place.query.f).toBeUndefined();
  });

  test("a date among the words is told as the button for dates tells it", async () => {
    const dated = (value: string, name = value): SearchAnswer["filters"][number] => ({ text: `date:${value}`, stands_in: "query", rest: "letter", fields: [{ field: "date", value, name, out: false }] });
    await openWindow("#/search?q=letter%20date%3A2024..", { search: (request) => ({ ...many(2)(request), filters: [dated("2024.."), dated("..1999"), dated("19th", "the 19th century")] }) });
    const chips = within(screen.getByRole("list", { name: "What narrows this search" }));
    for (const name of ["Date: since 2024", "Date: until 1999", "Date: the 19th century"]) expect(chips.getByText(name)).toBeTruthy();
  });

  test("a quick look is listed with its key, and Space on a button is the button's", async () => {
    const { app } = await openWindow("#/search?q=servers");
    await userEvent.keyboard("{ArrowDown}");
    screen.getByRole("button", { name: "Narrow the hits" }).focus();
    await userEvent.keyboard(" ");
    await settle();
    expect(screen.queryByRole("dialog", { name: "A quick look" })).toBeNull();
    expect(app.location.place.query.narrow).toBe("1");
    app.overlay = "shortcuts";
    await settle();
    expect(screen.getByRole("button", { name: /Quick look at the hit, Space/ })).toBeTruthy();
  });

  test("the eye beside a hit looks at it and does not open it", async () => {
    const { app } = await openWindow("#/search?q=servers");
    const [, eye] = document.querySelectorAll("[role=option] .eye");
    await userEvent.click(eye as Element);
    await settle();
    expect(screen.getByRole("dialog", { name: "A quick look" })).toBeTruthy();
    expect(app.location.place.reader).toBeUndefined();
    await userEvent.keyboard("{Escape}");
    await settle();
    expect(document.activeElement?.getAttribute("role")).toBe("listbox");
    expect(document.querySelector("[role=option][aria-selected=true]")?.getAttribute("aria-posinset")).toBe("2");
  });

  test("space looks at a hit, arrows walk, space or Escape ends it", async () => {
    const { app } = await openWindow("#/search?q=servers");
    screen.getByRole("searchbox", { name: "Search every word" }).focus();
    await userEvent.keyboard("{ArrowDown} ");
    await settle();
    const look = screen.getByRole("dialog", { name: "A quick look" });
    expect(within(look).getAllByText("servers", { selector: "mark", exact: false }).length).toBeGreaterThan(0);
    const first = look.textContent;
    await userEvent.keyboard("{ArrowDown}");
    await settle();
    expect(screen.getByRole("dialog", { name: "A quick look" }).textContent).not.toBe(first);
    await userEvent.keyboard(" ");
    await settle();
    expect(screen.queryByRole("dialog")).toBeNull();
    expect(app.location.place.reader).toBeUndefined();
  });

  test("who walks the hits goes on when another answer comes", async () => {
    const { app } = await openWindow("#/search?q=servers", { search: many(6) });
    screen.getByRole("searchbox", { name: "Search every word" }).focus();
    await userEvent.keyboard("{ArrowDown}");
    expect(document.activeElement).toBe(screen.getByRole("listbox"));
    app.location.set({ q: "letters" }, "replace");
    await settle();
    expect(document.activeElement).toBe(screen.getByRole("listbox"));
  });

  test("it is said of a hit that is only chosen, too", async () => {
    const { app, host } = await openWindow("#/search?q=servers", { search: many(3) });
    screen.getByRole("searchbox", { name: "Search every word" }).focus();
    await userEvent.keyboard("{ArrowDown}{ArrowDown}w");
    await settle();
    expect(app.location.place.reader).toBeUndefined();
    expect(host.calls.find(({ name }) => name === "explain")?.request).toMatchObject({ doc: "d0" });
  });

  test("it is said of a search as typed, too", async () => {
    const { host } = await openWindow("#/search?q=servers&mode=exact", { search: many(3) });
    screen.getByRole("searchbox", { name: "Search every word" }).focus();
    await userEvent.keyboard("{ArrowDown}w");
    await settle();
    expect(host.calls.find(({ name }) => name === "explain")?.request).toMatchObject({ query: ["servers"], exact: true, regex: false });
  });

  test("it is said why a document is found, part by part", async () => {
    const { host } = await openWindow("#/search?q=servers%20zebra", { search: many(3) });
    screen.getByRole("searchbox", { name: "Search every word" }).focus();
    await userEvent.keyboard("{Enter}");
    await settle();
    await userEvent.keyboard("w");
    await settle();
    const dialog = screen.getByRole("dialog", { name: "Why is it found, or not?" });
    expect(host.calls.find(({ name }) => name === "explain")?.request).toMatchObject({ doc: "d0", query: ["servers zebra"] });
    expect(within(dialog).getByText("Not found by this search.")).toBeTruthy();
    expect(within(dialog).getAllByText("not in this document").length).toBeGreaterThan(0);
  });

  test("documents that are nearly the same are folded, and shown with the right arrow", async () => {
    const { app, host } = await openWindow("#/search?q=letter&fold=1", {
      search: (request) => {
        const answer = many(6)(request);
        return { ...answer, shown: 3, groups: 1, hits: answer.hits.slice(0, 3).map((hit) => ({ ...hit, alike_nth: 1, alike_of: 2 })) };
      },
    });
    expect(screen.getByText("6 hits")).toBeTruthy();
    expect(app.hits.total).toBe(3);
    expect(screen.getAllByText("1 other nearly the same with hits").length).toBeGreaterThan(0);
    screen.getByRole("searchbox", { name: "Search every word" }).focus();
    await userEvent.keyboard("{ArrowDown}{ArrowRight}");
    await vi.waitFor(() => expect(searches(host).at(-1)).toMatchObject({ fold: true, open: ["d0"] }));
    await settle();
    await userEvent.keyboard("{ArrowLeft}");
    await vi.waitFor(() => expect(searches(host).at(-1)).toMatchObject({ fold: true, open: [] }));
  });
});
