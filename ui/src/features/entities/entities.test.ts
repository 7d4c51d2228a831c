import { screen, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { describe, expect, test } from "vitest";
import { openWindow, settle } from "../../../tests/make";
import type { EntityLine, EntityPage, StatementLine } from "../../api/types";
import { sampleHandlers } from "../../host/sample";
import { byProperty, grouped, kindsOf } from "./grouping";

function entity(schema: string, name: string): EntityLine {
  return { id: name, schema, name, members: [name], statements: 1, supported: true };
}

function stated(property: string, value: string, more: Partial<StatementLine> = {}): StatementLine {
  return { id: `${property}-${value}`, entity: "e", property, value, shown: value, original: null, language: null, standing: "reported", author: "", at: "", withdrawn: false, supported: true, preferred: null, ties: [], ...more };
}

describe("the list", () => {
  const all = [entity("Person", "Luo"), entity("Company", "Tern 10"), entity("Company", "Tern 9"), entity("Person", "Adair"), entity("Company", "Quillmarrow")];

  test("stands by kind, the fullest first, each by name as people count", () => {
    expect(kindsOf(all)).toEqual([
      { schema: "Company", n: 3 },
      { schema: "Person", n: 2 },
    ]);
    expect(grouped(all, kindsOf(all), "", "").map((row) => [row.entity.name, row.first])).toEqual([
      ["Quillmarrow", 3],
      ["Tern 9", 0],
      ["Tern 10", 0],
      ["Adair", 2],
      ["Luo", 0],
    ]);
  });

  test("is narrowed by words and kind, and counts what is left", () => {
    expect(grouped(all, kindsOf(all), "tern", "").map((row) => [row.entity.name, row.first])).toEqual([
      ["Tern 9", 2],
      ["Tern 10", 0],
    ]);
    expect(grouped(all, kindsOf(all), "", "Person").length).toBe(2);
  });
});

test("what is stated stands by property, names first, without what was withdrawn", () => {
  const groups = byProperty([stated("country", "sg"), stated("alias", "QM"), stated("other", "x"), stated("name", "Quillmarrow"), stated("country", "nl", { withdrawn: true })], ["name", "alias", "country"]);
  expect(groups.map(({ property, statements }) => [property, statements.length])).toEqual([
    ["name", 1],
    ["alias", 1],
    ["country", 1],
    ["other", 1],
  ]);
});

describe("the page", () => {
  test("says what is known, with labels, and a quote opens the reader at its words", async () => {
    const { app } = await openWindow("#/entity/quillmarrow");
    expect(screen.getByRole("heading", { name: "Quillmarrow Systems Pte. Ltd." })).toBeTruthy();
    expect(screen.getByText("Country")).toBeTruthy();
    await userEvent.click(screen.getAllByRole("button", { name: /Tanglewhistle Road/ })[0]!);
    expect(app.location.place.reader?.citation).toBeTruthy();
  });

  test("one of several values is preferred with a reason, and says by whom", async () => {
    const of = (value: string, preferred: StatementLine["preferred"]): StatementLine => stated("registrationNumber", value, { id: value, preferred });
    const page = async (id: string): Promise<EntityPage> => {
      const found = await sampleHandlers()["entity show"]!({ case: "/cases/johor", id }, () => {}, new AbortController().signal);
      return { ...found, statements: [of("201", null), of("202", { by: "M. Quell", because: "the register", at: "", counts: true })] };
    };
    const { host } = await openWindow("#/entity/quillmarrow", {
      "entity show": ({ id }) => page(id),
      prefer: ({ fact }) => ({ statement: fact, property: "registrationNumber", shown: fact, because: null, rivals: 1 }),
    });
    expect(screen.getByText("Preferred by M. Quell: the register")).toBeTruthy();
    await userEvent.click(screen.getByRole("button", { name: /: 202$/ }));
    await settle();
    expect(screen.queryByRole("menuitem", { name: "Prefer…" })).toBeNull();
    await userEvent.keyboard("{Escape}");
    await userEvent.click(screen.getByRole("button", { name: /: 201$/ }));
    await settle();
    await userEvent.click(screen.getByRole("menuitem", { name: "Prefer…" }));
    await settle();
    await userEvent.type(screen.getByRole("textbox", { name: "Because" }), "its own letterhead{Enter}");
    await settle();
    expect(host.calls.filter(({ name }) => name === "prefer").map(({ request }) => request)).toEqual([{ case: "/cases/johor", fact: "201", because: "its own letterhead" }]);
  });

  test("a connection leads to its other end, an event to the timeline", async () => {
    const { app } = await openWindow("#/entity/ilse");
    await userEvent.click(within(screen.getByRole("table", { name: "Connections" })).getByRole("button", { name: "Dielu Trading (Hong Kong) Limited" }));
    expect(app.location.place).toMatchObject({ view: "entity", id: "dielu" });
    await settle();
    await userEvent.click(screen.getByRole("button", { name: /Dielu sells the servers to Shenzhen/ }));
    expect(app.location.place).toMatchObject({ view: "timeline", query: { event: "event-6" } });
  });

  test("judgements say who, when and why, and are taken back with a question and an undo", async () => {
    const { host } = await openWindow("#/entity/ilse");
    expect(screen.getByText(/A former engineer says/)).toBeTruthy();
    expect(screen.getByText("R. Okafor, 2025-05-21 10:12 UTC")).toBeTruthy();
    await userEvent.click(screen.getByRole("button", { name: "Not the same" }));
    await settle();
    await userEvent.click(within(screen.getByRole("dialog")).getByRole("button", { name: "Not the same" }));
    await settle();
    expect(host.calls.filter(({ name }) => name === "entity split").map(({ request }) => request)).toEqual([{ case: "/cases/johor", left: "ilse", right: "vane" }]);
    await userEvent.click(screen.getByRole("button", { name: "Undo" }));
    expect(host.calls.map(({ name }) => name)).toContain("undo");
  });

  test("a case that is only read offers no change", async () => {
    await openWindow("#/entity/ilse", {
      case: ({ case: path }) => ({ id: "1", name: "Johor", path, writable: false, reason: "Another Casebound writes.", counts: { documents: 1, entities: 1, links: 1, events: 1, citations: 1, unreadable: 0, waiting: 0 } }),
    });
    expect(screen.queryByRole("button", { name: "Add a fact…" })).toBeNull();
    expect(screen.queryByRole("button", { name: "Not the same" })).toBeNull();
  });

  test("a fact is stated with its standing and the words it rests on", async () => {
    const { host } = await openWindow("#/entity/quillmarrow");
    await userEvent.click(screen.getByRole("button", { name: "Add a fact…" }));
    await settle();
    await userEvent.type(screen.getByRole("textbox", { name: "As it is" }), "Quillmarrow Asia");
    await userEvent.click(screen.getByRole("button", { name: "Save" }));
    await settle();
    expect(host.calls.find(({ name }) => name === "entity state")?.request).toEqual({ case: "/cases/johor", entity: "quillmarrow", prop: "alias=Quillmarrow Asia", standing: "reported", cite: [expect.stringMatching(/^cited-/)] });
  });
});
