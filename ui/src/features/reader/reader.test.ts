import { fireEvent, screen, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { describe, expect, test } from "vitest";
import { openWindow, settle } from "../../../tests/make";
import type { DocumentPage, Suggestions, UnitPage } from "../../api/client";
import type { Handlers } from "../../host/memory";
import { sampleDocuments } from "../../host/fixtures/documents";

const documents = sampleDocuments(0);
function idOf(path: string): string {
  const found = documents.find(({ line }) => line.paths.includes(path));
  if (!found) throw new Error(`no ${path}`);
  return found.line.id;
}

async function read(path: string, extra = "", handlers: Handlers = {}): Promise<Awaited<ReturnType<typeof openWindow>> & { reader: HTMLElement; id: string }> {
  const id = idOf(path);
  const made = await openWindow(`#/library?doc=${id}&unit=1${extra}`, handlers);
  await settle();
  const reader = screen.getByRole("complementary", { name: "Reader" });
  reader.querySelector<HTMLElement>("[role=region], [role=grid]")?.focus();
  return { ...made, reader, id };
}

/** `we order`, in a mail. */
const FROM = [...(documents.find(({ line }) => line.id === idOf("mail/04-empty-chassis.eml"))?.units[0]?.text.split("we order")[0] ?? "")].length;
const AT = `&at=${FROM}-${FROM + 8}`;

function callsOf(host: { calls: { name: string; request: object }[] }, name: string): object[] {
  return host.calls.filter((call) => call.name === name).map(({ request }) => request);
}

async function keys(text: string): Promise<void> {
  await userEvent.keyboard(text);
  await settle();
}

const offers = (more: Partial<Suggestions>): Handlers => ({
  suggest: ({ doc, unit = 1, start = 0, end = 0 }) => ({ document: doc, unit, start, end, quote: "", sentence: "", dates: [], entities: [], cited: [], by_ocr: false, doubtful: [], same: [], ...more }),
});

describe("selected words become facts", () => {
  test("by the keyboard alone: choose, event, Enter; Undo takes it back", async () => {
    const { app, host, id } = await read("mail/04-empty-chassis.eml", AT);
    await keys("v");
    await keys("{Shift>}{ArrowRight}{/Shift}");
    expect(app.selection.chosen).toMatchObject({ kind: "words", unit: 1, span: [FROM, FROM + 11] });
    await keys("e");
    const form = screen.getByRole("form", { name: "New event" });
    const when = within(form).getByRole("textbox", { name: "When" });
    await userEvent.type(when, "2024-10-21");
    await keys("{Enter}");
    expect(callsOf(host, "event add")).toMatchObject([{ date: "2024-10-21", at: [`${id}:1:${FROM}:${FROM + 11}`], standing: "reported" }]);
    expect(screen.queryByRole("form", { name: "New event" })).toBeNull();
    expect(app.selection.chosen.kind).toBe("words");
    await userEvent.click(within(screen.getByText("Event saved").closest("[role=status], li, div") as HTMLElement).getByRole("button", { name: "Undo" }));
    await settle();
    expect(callsOf(host, "undo").length).toBe(1);
  });

  test("a date that can be read in two ways is asked about, never guessed", async () => {
    const dates = [
      { start: 0, end: 10, words: "03/04/2025", in_selection: true, note: null, readings: [{ date: "2025-04-03", label: "3 April 2025", how: "day first" }, { date: "2025-03-04", label: "4 March 2025", how: "month first" }] },
    ];
    const { host } = await read("mail/04-empty-chassis.eml", AT, offers({ dates }));
    await keys("v");
    await keys("e");
    await keys("{Enter}");
    expect(callsOf(host, "event add")).toEqual([]);
    expect(screen.getByRole("alert").textContent).toContain("Say when");
    await userEvent.click(screen.getByRole("button", { name: /4 March 2025/ }));
    await keys("{Enter}");
    expect(callsOf(host, "event add")).toMatchObject([{ date: "2025-03-04" }]);
  });

  test("who is named takes part; who is new is made with the same citation, all in one Undo", async () => {
    const entities = [{ id: "vextorium", name: "Vextorium Components B.V.", schema: "Company", start: 0, end: 4, words: "", in_selection: true }];
    const { host } = await read("mail/04-empty-chassis.eml", AT, offers({ entities }));
    await keys("v");
    await keys("l");
    const form = screen.getByRole("form", { name: "New connection" });
    const [to] = within(form).getAllByRole("combobox", { name: "To whom or what" });
    if (!to) throw new Error("no field");
    to.focus();
    await keys("Pannikin Sheetworks Ltd{Enter}");
    expect(within(form).getByText("new")).toBeTruthy();
    await keys("{Enter}");
    expect(callsOf(host, "cite").length).toBe(1);
    expect(callsOf(host, "entity add")).toMatchObject([{ schema: "Company", name: "Pannikin Sheetworks Ltd", cite: ["cited-new"] }]);
    expect(callsOf(host, "link add")).toMatchObject([{ from: "vextorium", to: "entity-new", cite: ["cited-new"] }]);
    await userEvent.click(screen.getByRole("button", { name: "Undo" }));
    await settle();
    expect(callsOf(host, "undo").length).toBe(3);
  });

  test("what fails leaves nothing half done, and the form as it was", async () => {
    const refuse: Handlers = {
      "link add": () => {
        throw { code: "refused", message: "This was not recorded: a company cannot be related to a site.", hint: "", detail: "" };
      },
    };
    const { host } = await read("mail/04-empty-chassis.eml", AT, {
      ...offers({ entities: ["a", "b"].map((id) => ({ id, name: id, schema: "Company", start: 0, end: 1, words: id, in_selection: true })) }),
      ...refuse,
    });
    await keys("v");
    await keys("l");
    await keys("{Control>}{Enter}{/Control}");
    expect(screen.getByRole("alert").textContent).toContain("This was not recorded");
    expect(screen.getByRole("form", { name: "New connection" })).toBeTruthy();
    expect(callsOf(host, "undo")).toEqual([]);
  });

  test("a second source and a contradiction are offered", async () => {
    const same: Suggestions["same"] = [
      { id: "event-8", title: "Inspectors count 64 chassis", date: "2024-11-05", why: "12 Nov 2024 is 7 days from its date.", relation: "contradiction" },
      { id: "event-9", title: "The servers are taken out", date: "2024-11-24", why: "It fits its date.", relation: "second_source" },
    ];
    const { host, id } = await read("mail/04-empty-chassis.eml", AT, offers({ same }));
    await keys("v");
    await keys("e");
    await userEvent.click(screen.getByRole("button", { name: "Add as a second source" }));
    await settle();
    expect(callsOf(host, "tie")).toMatchObject([{ fact: "event-9", at: [`${id}:1:${FROM}:${FROM + 8}`] }]);
    await keys("e");
    await userEvent.click(screen.getAllByRole("button", { name: "This contradicts it" })[0] as HTMLElement);
    await settle();
    expect(callsOf(host, "tie")[1]).toMatchObject({ fact: "event-8.date", cite: ["cited-new:contradicts"] });
  });

  test("Escape goes back step by step: form, selection, reader", async () => {
    const { app } = await read("mail/04-empty-chassis.eml", AT);
    await keys("v");
    await keys("c");
    await keys("{Escape}");
    expect(screen.queryByRole("form")).toBeNull();
    expect(app.selection.chosen.kind).toBe("words");
    await keys("{Escape}");
    expect(app.selection.chosen.kind).toBe("nothing");
    await keys("{Escape}");
    expect(app.location.place.reader).toBeUndefined();
  });
});

describe("reading", () => {
  test("what is copied are the words as they stand", async () => {
    await read("contract-VX-2024-0219.pdf", "&at=31-60");
    await keys("v");
    const data = new DataTransfer();
    await fireEvent(document, new ClipboardEvent("copy", { clipboardData: data, cancelable: true, bubbles: true }));
    expect(data.getData("text/plain")).toBe([..."CONTRACT OF SALE VX-2024-0219\n\nDate: 19 February 2024\n\nSeller: Vextorium"].slice(31, 60).join(""));
  });

  test("whole lines give the edges of their runs, on every page", async () => {
    const { app, reader } = await read("contract-VX-2024-0219.pdf");
    const runs = [...reader.querySelectorAll<HTMLElement>(".layer [data-start]")];
    expect(runs.length).toBeGreaterThan(8);
    for (const run of runs) {
      getSelection()?.setBaseAndExtent(run, 0, run, run.childNodes.length);
      await fireEvent(document, new Event("selectionchange"));
      const start = Number(run.dataset.start);
      expect(app.selection.chosen).toMatchObject({ kind: "words", span: [start, start + [...(run.textContent ?? "")].length], quote: run.textContent });
    }
  });

  test("the row that names the columns can be chosen", async () => {
    const chosen: object[] = [];
    const { reader, id } = await read("bills-of-lading-2024.csv", "", {
      sheet: (request) => (chosen.push(request), { document: request.doc, sheets: [] }),
    });
    await fireEvent.contextMenu(within(reader).getByText("PT-24-0091"));
    await settle();
    await userEvent.click(screen.getByRole("menuitem", { name: "Use row 2 as the header" }));
    await settle();
    expect(chosen).toMatchObject([{ doc: id, sheet: "", header_row: 2 }]);
  });

  test("rows of a table are selected with the keyboard and cited", async () => {
    const { app, host, id } = await read("bills-of-lading-2024.csv");
    await keys("{ArrowDown} ");
    expect(app.selection.chosen).toMatchObject({ kind: "rows", rows: [2], columns: [] });
    await keys("{ArrowRight}{ArrowRight}{Shift>}{ArrowRight}{/Shift}");
    expect(app.selection.chosen).toMatchObject({ kind: "rows", rows: [2], columns: ["date", "shipper"] });
    await keys("c");
    await keys("{Enter}");
    expect(callsOf(host, "cite")).toMatchObject([{ doc: id, unit: 1, row: 2, columns: "B,C" }]);
  });

  test("pages turn, and the page field goes to one", async () => {
    const { app } = await read("contract-VX-2024-0219.pdf");
    await keys("j");
    expect(app.location.place.reader?.unit).toBe(2);
    await keys("g");
    await keys("1{Enter}");
    expect(app.location.place.reader?.unit).toBe(1);
  });

  test("a citation whose words are gone says what they were", async () => {
    const id = idOf("mail/04-empty-chassis.eml");
    await read("mail/04-empty-chassis.eml", "&cite=gone", {
      citation: () => ({ citation: "gone", document: id, parts: [{ unit: 1, start: 0, end: 0, row: null, area: null, time: null, quote: "sixty-four full chassis", by_ocr: false, page: null, lines: [] }], state: "lost", said_by: null, covered: false }),
    });
    expect(screen.getByRole("note").textContent).toContain("sixty-four full chassis");
  });

  test("a document that cannot be read says why", async () => {
    await read("minutes-locked.pdf");
    expect(screen.getByText("This document is locked with a password.")).toBeTruthy();
    // Once is enough.
    expect(screen.queryByText("locked by a password")).toBeNull();
  });

  test("marks are set by single keys, and a tag by its name", async () => {
    const { host, id } = await read("gate-pass-scan.pdf");
    await keys("x");
    await keys("s");
    expect(callsOf(host, "mark")).toMatchObject([{ doc: [id], seen: "yes" }, { doc: [id] }]);
    await keys("t");
    await keys("to check{Enter}");
    expect(callsOf(host, "mark")).toContainEqual(expect.objectContaining({ doc: [id], tag: ["to check"] }));
  });
});

describe("words on pictures", () => {
  const blank = (over: Partial<UnitPage>): UnitPage => ({ document: "", unit: 1, units: 1, kind: "page", label: "p. 1", text: "", engine: "hayro", by_ocr: false, waits: true, doubtful: [], unread: [], quality: null, language: null, page: [595, 842], boxes: [], table: null, cited: [], ...over });

  test("a page without words offers to read them", async () => {
    let page = blank({});
    const { app, host, id } = await read("contract-VX-2024-0219.pdf", "", {
      unit: () => page,
      ocr: () => {
        page = blank({ text: "GATE PASS", engine: "PP-OCRv6", by_ocr: true });
        return { pages: 1, with_words: 1, failed: 0, corrected: 0, waiting: 0, states: {}, unreadable: 0, seconds: 1, stopped: false, citations: { in_place: 0, moved: 0, lost: 0, no_source: 0 }, problems: [] };
      },
    });
    expect(screen.getByText("The words on this page have not been read yet.")).toBeTruthy();
    await userEvent.click(screen.getByRole("button", { name: "Read its words" }));
    await settle();
    expect(callsOf(host, "ocr")).toEqual([{ case: "/cases/johor", doc: [id] }]);
    expect(app.toasts.list.at(-1)?.text).toBe("The words were read. They can be searched and cited now.");
  });

  test("a line that was misread is put right from its words", async () => {
    const { app, host, id } = await read("contract-VX-2024-0219.pdf", "", {
      unit: () => blank({ text: "GATE PASS\n4 TRUCK5 in", by_ocr: true, boxes: [[0, 4, 10, 10, 40, 10], [5, 9, 60, 10, 40, 10], [10, 11, 10, 30, 10, 10], [12, 18, 30, 30, 60, 10], [19, 21, 100, 30, 20, 10]], doubtful: [{ start: 0, end: 4, words: "GATE", what: "container number" }] }),
      correct: ({ line = 0, words }) => ({ document: id, unit: 1, line, before: "4 TRUCK5 in", after: words, version: "v", set_aside: null, citations: [{ citation: "c", quote: "4 TRUCK5", now: "lost" }] }),
    });
    await userEvent.click(screen.getByRole("button", { name: "GATE: a container number whose check digits do not agree" }));
    await settle();
    expect(app.location.place.reader).toMatchObject({ document: id, unit: 1, at: [0, 4] });
    await keys("v");
    await keys("r");
    const field = screen.getByRole("textbox", { name: "Line 1" });
    expect((field as HTMLInputElement).value).toBe("GATE PASS");
    await userEvent.clear(field);
    await userEvent.type(field, "GATE PASSES{Enter}");
    await settle();
    expect(callsOf(host, "correct")).toEqual([{ case: "/cases/johor", doc: id, unit: 1, line: 1, words: "GATE PASSES" }]);
    expect(app.toasts.list.at(-1)?.text).toBe("The line was put right. 1 citation no longer finds its words here.");
  });

  test("words that were read off a picture say so", async () => {
    await read("contract-VX-2024-0219.pdf", "", { unit: () => blank({ text: "GATE PASS", by_ocr: true }) });
    expect(screen.getByText(/read off the picture/)).toBeTruthy();
    expect(screen.queryByRole("button", { name: "Read its words" })).toBeNull();
  });
});

describe("what a file reveals", () => {
  test("stands beside it, by kind, with what was not looked for", async () => {
    const { app, host, id } = await read("gate-pass-scan.pdf");
    await userEvent.click(screen.getByRole("button", { name: "About this document" }));
    await settle();
    const section = within(screen.getByRole("region", { name: "What this file reveals" }));
    expect(section.getByText("People").parentElement?.textContent).toContain("last saved by Tomasz Wren");
    expect(section.getByText(/Not looked for: the dots/)).toBeTruthy();
    expect(callsOf(host, "reveals")).toEqual([{ case: "/cases/johor", doc: id }]);
    expect(app.toasts.list).toEqual([]);
  });
});

describe("what is set aside", () => {
  const shut: DocumentPage = { id: "", sha256: "", path: "advice.eml", title: null, kind: "mail", mime: "", bytes: 9, units: 1, waiting: 0, language: null, date: null, state: "set_aside", reason: "matches Ida Kolb", parser: "", sandbox: "", meta: {}, problems: [], found: [], children: [], citations: [], dates: [], beside: [], nearly_same: 0, said: null, asks_address: false, copies: [], marks: { seen: true, starred: false, tags: [], note: "" }, aside: { kept: false, opened: null }, received: true, audience: "protect" };

  test("is opened with a reason, by who has a name, then released", async () => {
    let page = shut;
    const { app, host, id } = await read("minutes-locked.pdf", "", {
      document: ({ doc }) => ({ ...page, id: doc }),
      "privilege open": ({ doc, because }) => {
        page = { ...shut, aside: { kept: false, opened: because } };
        return { document: doc, path: "advice.eml", done: "opened", because };
      },
    });
    const form = within(screen.getByRole("form", { name: "Set aside: may be privileged" }));
    expect(form.getByText("It was set aside: matches Ida Kolb.")).toBeTruthy();
    expect(form.getByRole("button", { name: "Open it for me" }).hasAttribute("disabled")).toBe(true);
    await userEvent.type(form.getByRole("textbox", { name: "Why" }), "to tell{Enter}");
    await settle();
    expect(callsOf(host, "privilege open")).toEqual([{ case: "/cases/johor", doc: id, because: "to tell" }]);
    expect(screen.getByText("You opened this, which is set aside: to tell")).toBeTruthy();
    await userEvent.type(screen.getByRole("textbox", { name: "Why" }), "an invitation");
    await userEvent.click(screen.getByRole("button", { name: "Release it" }));
    await settle();
    expect(callsOf(host, "privilege release")).toEqual([{ case: "/cases/johor", doc: id, because: "an invitation" }]);
    expect(app.toasts.list.at(-1)?.text).toBe("Released. It is read and found like any other now.");
  });
});
