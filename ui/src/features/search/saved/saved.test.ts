import { screen, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { describe, expect, test } from "vitest";
import { openWindow, settle } from "../../../../tests/make";
import type { Search, SearchAnswer } from "../../../api/client";
import type { Handlers } from "../../../host/memory";

const answer = (patch: Partial<SearchAnswer> = {}): SearchAnswer => ({ query: "crates", understood: "crates", mode: "words", total: 0, cut_short: null, unfiltered: null, unreadable: 0, behind: 0, quarantined: 0, waiting: 0, documents: 0, groups: null, shown: null, found_at: null, filters: [], facets: null, hits: [], notes: [], as_of: 41, index: null, ...patch });
const requests = (host: { calls: { name: string; request: object }[] }, wanted: string): object[] => host.calls.filter(({ name }) => name === wanted).map(({ request }) => request);

describe("saved searches", () => {
  test("stand before the searches of one's own, with what is new, and run", async () => {
    const { app } = await openWindow("#/search");
    const list = screen.getByRole("region", { name: "Saved searches" });
    expect(within(list).getByText("2 new")).toBeTruthy();
    await userEvent.click(within(list).getByRole("button", { name: /chassis 2 new/ }));
    await settle();
    expect(app.location.place.query.q).toBe("chassis");
    expect(screen.getByText("Saved as “chassis”")).toBeTruthy();
  });

  test("a search is saved as far as its answer had looked", async () => {
    const { host } = await openWindow("#/search?q=crates&f=source:HERON", { search: () => answer() });
    await userEvent.click(screen.getByRole("button", { name: "Save search" }));
    const name = screen.getByRole("textbox", { name: "Name" });
    await userEvent.clear(name);
    await userEvent.type(name, "The crates");
    await userEvent.click(screen.getByRole("button", { name: "Save" }));
    await settle();
    expect(requests(host, "saved add")).toMatchObject([{ name: "The crates", query: ["crates"], filter: "source:HERON", as_of: 41 }]);
    expect(screen.queryByRole("dialog")).toBeNull();
  });

  test("a name that is taken is said in the form, which stays", async () => {
    await openWindow("#/search?q=crates", { search: () => answer() });
    await userEvent.click(screen.getByRole("button", { name: "Save search" }));
    const name = screen.getByRole("textbox", { name: "Name" });
    await userEvent.clear(name);
    await userEvent.type(name, "chassis");
    await userEvent.click(screen.getByRole("button", { name: "Save" }));
    await settle();
    expect(screen.getByRole("alert").textContent).toContain("There is a saved search called chassis already.");
  });

  test("only what is new is shown when asked, and marking it as seen says how far", async () => {
    const { app, host } = await openWindow("#/search?q=chassis");
    await userEvent.click(screen.getByRole("button", { name: "Only new ones" }));
    await settle();
    expect(app.location.place.query.since).toBe("1");
    expect((requests(host, "search").at(-1) as Search).since).toBe(1);
    await userEvent.click(screen.getByRole("button", { name: "Mark as seen" }));
    await settle();
    expect(requests(host, "saved seen")).toMatchObject([{ saved: "saved-1", as_of: app.hits.found?.as_of }]);
  });

  test("in a case that can only be read nothing is offered that would change it", async () => {
    const { app } = await openWindow("#/search?q=chassis", { case: ({ case: path }) => ({ name: "Tern", path, id: "1", writable: false, reason: "Its folder cannot be written.", counts: { documents: 1, entities: 0, links: 0, events: 0, citations: 0, unreadable: 0, waiting: 0 } }) });
    expect(app.case.info?.writable).toBe(false);
    expect(screen.queryByRole("button", { name: "Mark as seen" })).toBeNull();
    expect(screen.queryByRole("button", { name: "Save search" })).toBeNull();
  });
});

describe("hits as a file", () => {
  test("every hit of the search is written where one says", async () => {
    const { app, host } = await openWindow("#/search?q=chassis&mode=exact");
    host.saveFile = () => Promise.resolve("/out/hits.xlsx");
    await app.actions.get("search.export.xlsx")?.run(app);
    await settle();
    expect(requests(host, "search").at(-1)).toMatchObject({ query: ["chassis"], exact: true, export: "/out/hits.xlsx", force: true });
    expect(screen.getByText("Written to /out/hits.xlsx")).toBeTruthy();
  });
});

describe("an index that is made anew", () => {
  function renewing(found: () => SearchAnswer): Handlers {
    return { search: found, reindex: () => ({ made: true, documents: 3, entries: 3, bytes: 10 }) };
  }

  test("one of an older form answers, and the search is made again when another is there", async () => {
    let n = 0;
    const { host } = await openWindow("#/search?q=crates", renewing(() => answer({ total: 0, index: n++ === 0 ? { is_made: false, done: 0, total: 9 } : null })));
    await settle();
    expect(requests(host, "reindex")).toMatchObject([{ if_needed: true }]);
    expect(requests(host, "search").length).toBe(2);
    expect(screen.queryByText(/older form/)).toBeNull();
  });

  test("one that is lost is no failure: the search waits and answers", async () => {
    let n = 0;
    const { host } = await openWindow(
      "#/search?q=crates",
      renewing(() => {
        if (n++ === 0) throw { code: "indexing", message: "It is being made.", hint: "", detail: "" };
        return answer();
      }),
    );
    await settle();
    expect(requests(host, "reindex").length).toBe(1);
    expect(screen.queryByRole("alert")).toBeNull();
    expect(screen.getAllByText("0 hits").length).toBeGreaterThan(0);
  });
});
