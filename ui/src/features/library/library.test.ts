import { fireEvent, screen, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { describe, expect, test } from "vitest";
import { openWindow, settle } from "../../../tests/make";
import type { Ingest, PasswordLine, Summary, Watch } from "../../api/client";

const WHOLE: Summary = { found: 3, added: 3, same: 0, known: 0, erased_before: 0, states: { indexed: 2, corrupt: 1 }, bytes: 9, seconds: 2, unreadable: 1, waiting: 0, stopped: false };

async function drop(host: { emit(event: { kind: "drop"; paths: string[]; phase: "drop" }): void }, ...paths: string[]): Promise<void> {
  host.emit({ kind: "drop", paths, phase: "drop" });
  await settle();
}

async function takeInFrom(name: string): Promise<void> {
  await userEvent.type(screen.getByRole("textbox", { name: "Code name for this source" }), name);
  await userEvent.click(screen.getByRole("button", { name: "Take in" }));
  await settle();
}

describe("taking in", () => {
  test("a drop on any view asks once for its source, and protects by default", async () => {
    const asked: Ingest[] = [];
    const { host } = await openWindow("#/timeline", { ingest: (request) => (asked.push(request), WHOLE), sources: () => ({ sources: [] }) });
    await drop(host, "/leak/a", "/leak/b");
    await takeInFrom("TERN");
    expect(asked).toMatchObject([{ paths: ["/leak/a", "/leak/b"], source: "TERN", kind: "received", audience: "protect" }]);
    expect(screen.getByRole("heading", { name: "3 files taken in from TERN" })).toBeTruthy();
    await userEvent.click(screen.getByRole("button", { name: /Damaged 1/ }));
    await settle();
    expect(window.location.hash).toBe("#/library?state=corrupt&tab=ledger");
  });

  test("without a code name nothing is taken in", async () => {
    const { host } = await openWindow("", { sources: () => ({ sources: [] }) });
    await drop(host, "/leak");
    await userEvent.click(screen.getByRole("button", { name: "Take in" }));
    await settle();
    expect(screen.getByText("Give the source a code name.")).toBeTruthy();
    expect(host.calls.some(({ name }) => name === "ingest")).toBe(false);
  });

  test("a pause keeps what was dropped, and goes on with the same", async () => {
    const asked: Ingest[] = [];
    const { host } = await openWindow("", {
      sources: () => ({ sources: [] }),
      ingest: (request, _, stop) => {
        asked.push(request);
        if (asked.length > 1) return WHOLE;
        return new Promise((resolve) => stop.addEventListener("abort", () => resolve({ ...WHOLE, added: 1, stopped: true })));
      },
    });
    await drop(host, "/leak");
    await takeInFrom("TERN");
    await userEvent.click(screen.getByRole("button", { name: "Pause" }));
    await settle();
    expect(screen.getByText("Paused: TERN")).toBeTruthy();
    await userEvent.click(screen.getByRole("button", { name: "Continue" }));
    await settle();
    expect(asked[1]).toEqual(asked[0]);
    expect(screen.getByRole("heading", { name: "3 files taken in from TERN" })).toBeTruthy();
  });

  test("a folder is watched from its source, says how it stands, and stops", async () => {
    const asked: Watch[] = [];
    const { host } = await openWindow("", {
      sources: () => ({ sources: [] }),
      watch: (request, tell, stop) => {
        asked.push(request);
        setTimeout(() => tell({ event: "progress", doing: "watching", done: 2, total: 3, bytes: 0, total_bytes: 0, problems: 0, elapsed_ms: 0, current: "/drop" }));
        setTimeout(() => tell({ event: "note", message: "/drop is not there now. Watching goes on when it is back." }));
        return new Promise((resolve) => stop.addEventListener("abort", () => resolve({ folder: "/drop", added: 2, unreadable: 0 })));
      },
    });
    host.answers.push("/drop");
    await userEvent.click(screen.getByRole("button", { name: "Watch a folder" }));
    await settle();
    await userEvent.type(screen.getByRole("textbox", { name: "Code name for this source" }), "TERN");
    await userEvent.click(screen.getByRole("button", { name: "Watch" }));
    await settle();
    expect(asked).toMatchObject([{ folder: "/drop", source: "TERN", kind: "received", audience: "protect" }]);
    const strip = within(screen.getByRole("region", { name: "Watched folders" }));
    strip.getByRole("heading", { name: "Watching for TERN" });
    strip.getByText("2 files taken in, 1 still being written or waiting");
    strip.getByText(/is not there now/);
    await userEvent.click(strip.getByRole("button", { name: "Stop watching" }));
    await settle();
    expect(screen.queryByRole("region", { name: "Watched folders" })).toBeNull();
  });

  test("a second drop waits its turn", async () => {
    const ends: (() => void)[] = [];
    const sources: (string | undefined)[] = [];
    const { app, host } = await openWindow("", {
      sources: () => ({ sources: [] }),
      ingest: ({ source }) => (sources.push(source), new Promise((resolve) => ends.push(() => resolve(WHOLE)))),
    });
    await drop(host, "/one");
    await takeInFrom("ONE");
    await drop(host, "/two");
    await takeInFrom("TWO");
    expect(sources).toEqual(["ONE"]);
    expect(screen.getByText("1 more drop waits")).toBeTruthy();
    ends[0]?.();
    await settle();
    expect(sources).toEqual(["ONE", "TWO"]);
    expect(screen.getByRole("heading", { name: "3 files taken in from ONE" })).toBeTruthy();
    ends[1]?.();
    await settle();
    expect(app.intake.stage.stage).toBe("nothing");
  });

  test("a full disk says what is safe, and can be tried again", async () => {
    let isFull = true;
    const { host } = await openWindow("", {
      sources: () => ({ sources: [] }),
      ingest: () => {
        if (isFull) throw { code: "no_space", message: "These files need 3 GB; 1 GB is free. Nothing was taken in.", hint: "Free some space.", detail: "" };
        return WHOLE;
      },
    });
    await drop(host, "/leak");
    await takeInFrom("TERN");
    const alert = screen.getByRole("alert");
    expect(alert.textContent).toContain("These files need 3 GB");
    isFull = false;
    await userEvent.click(within(alert).getByRole("button", { name: "Try again" }));
    await settle();
    expect(screen.getByRole("heading", { name: "3 files taken in from TERN" })).toBeTruthy();
  });

  test("a case that can only be read takes nothing in", async () => {
    const { app, host } = await openWindow("", {
      case: ({ case: path }) => ({ id: "1", name: "J", path, writable: false, reason: "Another Casebound is writing.", counts: { documents: 0, entities: 0, links: 0, events: 0, citations: 0, unreadable: 0, waiting: 0 } }),
    });
    await drop(host, "/leak");
    expect(app.intake.asked).toEqual([]);
    expect(app.toasts.list.at(-1)?.text).toBe("Another Casebound is writing.");
  });

  test("text that was copied becomes a document", async () => {
    const { host } = await openWindow("", { sources: () => ({ sources: [] }) });
    const clipboardData = { items: [], getData: () => "They were sheet metal and fans." };
    await fireEvent(document.body, Object.assign(new Event("paste", { bubbles: true }), { clipboardData }));
    await settle();
    await userEvent.type(screen.getByRole("textbox", { name: "Name" }), "Post");
    await takeInFrom("PLOVER");
    expect(host.calls.findLast(({ name }) => name === "paste")?.request).toMatchObject({ name: "Post", text: "They were sheet metal and fans.", source: "PLOVER" });
  });
});

describe("the library", () => {
  test("the address narrows the list", async () => {
    await openWindow("#/library?kind=mail&seen=no");
    expect(screen.getAllByRole("row").length - 1).toBe(3);
    expect(screen.getByText("3 of 19 documents")).toBeTruthy();
  });

  test("selected documents are marked together, and what is marked already is unmarked", async () => {
    const { host } = await openWindow("#/library?kind=mail");
    const grid = screen.getByRole("grid", { name: "Documents" });
    grid.focus();
    await userEvent.keyboard("{ArrowDown}{Shift>}{ArrowDown}{ArrowDown}{/Shift}");
    await userEvent.keyboard("x");
    await settle();
    const marks = (): object[] => host.calls.filter(({ name }) => name === "mark").map(({ request }) => request);
    expect(marks()[0]).toMatchObject({ seen: "yes" });
    expect(screen.getAllByRole("img", { name: "Seen by you" }).length).toBe(3);
    await userEvent.keyboard("x");
    await settle();
    expect(marks()[1]).toMatchObject({ seen: "no" });
  });

  test("marks that cannot be saved are taken back", async () => {
    const { app } = await openWindow("#/library?kind=mail", {
      mark: () => {
        throw { code: "locked", message: "Somebody else is writing.", hint: "", detail: "" };
      },
    });
    screen.getByRole("grid", { name: "Documents" }).focus();
    await userEvent.keyboard("{ArrowDown}s");
    await settle();
    expect(screen.queryByRole("img", { name: "Starred" })).toBeNull();
    expect(app.toasts.list.at(-1)?.text).toBe("Somebody else is writing.");
  });

  test("the ledger says why, and reads again what can be", async () => {
    const { host } = await openWindow("#/library?tab=ledger&state=unreadable");
    expect(screen.getByText("locked by a password")).toBeTruthy();
    await userEvent.click(screen.getByRole("button", { name: /^Locked 1/ }));
    await settle();
    await userEvent.click(screen.getByRole("button", { name: "Read 1 file again" }));
    await settle();
    expect(host.calls.find(({ name }) => name === "retry")?.request).toMatchObject({ doc: [expect.any(String)] });
  });

  test("the ledger offers a password for what is locked, and keeps it nowhere", async () => {
    let passwords: PasswordLine[] = [];
    const { app, host } = await openWindow("#/library?tab=ledger&state=encrypted", {
      "password list": () => ({ passwords, shut: 1 }),
      "password add": ({ label = "" }) => {
        passwords = [{ id: "password-1", label, by: "R. Okafor", since: "2026-11-25 09:30 UTC", word: null }];
        return { ...WHOLE, id: "password-1", label, had: false, tried: 1, opened: 0, citations: { in_place: 0, moved: 0, lost: 0, no_source: 0 }, problems: [] };
      },
    });
    await userEvent.click(screen.getByRole("button", { name: "Add a password…" }));
    await settle();
    const dialog = within(screen.getByRole("dialog", { name: "Passwords of this case" }));
    const field = dialog.getByLabelText("Password");
    expect(field.getAttribute("type")).toBe("password");
    await userEvent.type(field, "graureiher");
    await userEvent.type(dialog.getByRole("textbox", { name: "What to call it" }), "second call");
    await userEvent.click(dialog.getByRole("button", { name: "Add and try it" }));
    await settle();
    expect(host.calls.find(({ name }) => name === "password add")?.request).toEqual({ case: "/cases/johor", password: "graureiher", label: "second call" });
    expect(app.toasts.list.at(-1)?.text).toBe("Added. It opened none of 1 locked document.");
    expect((field as HTMLInputElement).value).toBe("");
    expect(document.body.textContent).not.toContain("graureiher");
    expect(dialog.getByText("second call")).toBeTruthy();
    await userEvent.click(dialog.getByRole("button", { name: "Remove second call" }));
    await settle();
    await userEvent.click(screen.getByRole("button", { name: "Destroy it" }));
    await settle();
    expect(host.calls.find(({ name }) => name === "password remove")?.request).toEqual({ case: "/cases/johor", id: "password-1" });
  });

  test("the ledger goes to a file; protected sources are named only when asked for", async () => {
    const { app, host } = await openWindow("#/library?tab=ledger&state=encrypted");
    host.answers.push("/out/ledger.csv");
    await userEvent.click(screen.getByRole("button", { name: "Export" }));
    await settle();
    const request = { case: "/cases/johor", state: "encrypted", csv: "/out/ledger.csv", force: true };
    expect(host.calls.at(-1)).toEqual({ name: "ledger", request });
    expect(app.toasts.list.at(-1)?.text).toBe("Written to /out/ledger.csv. Protected sources stay unnamed in 3 places.");
    await userEvent.click(screen.getByRole("button", { name: "Name them" }));
    await settle();
    expect(host.calls.at(-1)).toEqual({ name: "ledger", request: { ...request, with_protected: true } });
    expect(app.toasts.list.at(-1)?.text).toContain("with the names and words of protected sources");
  });
});
