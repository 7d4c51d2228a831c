import { fireEvent, screen, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { describe, expect, test } from "vitest";
import { openWindow, settle } from "../../tests/make";

describe("the window", () => {
  test("the rail goes from view to view, and back", async () => {
    const { app } = await openWindow();
    expect(screen.getByRole("heading", { name: "Library" })).toBeTruthy();
    await userEvent.click(screen.getByRole("button", { name: "Timeline" }));
    await settle();
    expect(screen.getByRole("application", { name: "Timeline, 14 events" })).toBeTruthy();
    expect(window.location.hash).toBe("#/timeline");
    app.location.back();
    await settle();
    expect(screen.getByRole("heading", { name: "Library" })).toBeTruthy();
  });

  test("a link leads to a view and to the words beside it", async () => {
    const { app } = await openWindow("#/timeline?as=table");
    await userEvent.dblClick(screen.getByText("Inspectors count 64 chassis"));
    await settle();
    const reader = screen.getByRole("complementary", { name: "Reader" });
    expect(reader.querySelector(".mark.here")).toBeTruthy();
    expect(within(reader).getAllByRole("button", { name: "Facts resting on these words" }).length).toBeGreaterThan(0);
    expect(app.location.place.reader?.citation).toBeTruthy();
  });

  test("Escape closes the reader and gives back the focus, the shortcut opens it again", async () => {
    const { app } = await openWindow("#/timeline");
    const drawing = screen.getByRole("application", { name: "Timeline, 14 events" });
    drawing.focus();
    await userEvent.keyboard("{ArrowRight}{ArrowRight}{Enter}");
    await settle();
    const opened = app.location.place.reader;
    expect(opened).toBeTruthy();
    await userEvent.keyboard("{Escape}");
    await settle();
    expect(screen.queryByRole("complementary", { name: "Reader" })).toBeNull();
    expect(document.activeElement).toBe(drawing);
    await userEvent.keyboard("{Control>}\\{/Control}");
    await settle();
    expect(app.location.place.reader).toEqual(opened);
  });

  test("Escape goes back from what the rail does not lead to, and only from there", async () => {
    const { app } = await openWindow("#/search?q=chassis");
    app.location.go({ view: "sweep" });
    await settle();
    screen.getByRole("main").focus();
    await userEvent.keyboard("{Escape}");
    await settle();
    expect(app.location.place).toMatchObject({ view: "search", query: { q: "chassis" } });
    screen.getByRole("main").focus();
    await userEvent.keyboard("{Escape}");
    await settle();
    expect(app.location.place.view).toBe("search");
  });

  test("Escape closes the reader beside such a view, then goes back: no step between is gone through", async () => {
    const { app } = await openWindow("#/search?q=chassis");
    app.location.go({ view: "compare", query: { left: "one", right: "two" } });
    await settle();
    for (const unit of [1, 2]) app.location.read({ document: (await app.case.call("documents", {})).documents[0]?.id ?? "", unit });
    await settle();
    screen.getByRole("main").focus();
    for (const view of ["compare", "search"]) {
      await userEvent.keyboard("{Escape}");
      await settle();
      expect([app.location.place.view, app.location.place.reader]).toEqual([view, undefined]);
    }
    app.location.forward();
    await settle();
    expect(app.location.place.view).toBe("compare");
  });

  test("come to by a link, Escape goes to what it belongs to", async () => {
    const { app } = await openWindow("#/compare?left=one&right=two");
    await userEvent.keyboard("{Escape}");
    await settle();
    expect(app.location.place.view).toBe("library");
  });

  test("the list of shortcuts names for each key what it does now", async () => {
    const { app } = await openWindow();
    const listed = async (): Promise<string[]> => {
      app.overlay = "shortcuts";
      await settle();
      const titles = screen.getAllByRole("button", { name: /^Change:/ }).map((button) => button.textContent?.trim() ?? "");
      app.overlay = null;
      await settle();
      return titles.filter((title) => title.includes("Ctrl I"));
    };
    expect(await listed()).toEqual([expect.stringContaining("Choose files")]);
    app.location.read({ document: (await app.case.call("documents", {})).documents[0]?.id ?? "", unit: 1 });
    await settle();
    expect(await listed()).toEqual([expect.not.stringContaining("Choose files")]);
  });

  test("single keys wait while somebody types or composes", async () => {
    const { app } = await openWindow("#/search");
    const field = screen.getByRole("searchbox", { name: "Search every word" });
    field.focus();
    await userEvent.keyboard("what?");
    expect(app.overlay).toBeNull();
    await fireEvent.keyDown(document.body, { key: "?", isComposing: true });
    expect(app.overlay).toBeNull();
    await fireEvent.keyDown(document.body, { key: "?", code: "Slash", shiftKey: true });
    expect(app.overlay).toBe("shortcuts");
  });

  test("in a text field the field's own undo is meant", async () => {
    const { host } = await openWindow("#/search");
    screen.getByRole("searchbox", { name: "Search every word" }).focus();
    await userEvent.keyboard("{Control>}z{/Control}");
    expect(host.calls.some(({ name }) => name === "undo")).toBe(false);
    screen.getByRole("button", { name: "Library" }).focus();
    await userEvent.keyboard("{Control>}z{/Control}");
    expect(host.calls.some(({ name }) => name === "undo")).toBe(true);
  });

  test("a changed shortcut holds, and its old keys do nothing", async () => {
    const { app } = await openWindow();
    await app.settings.set({ keys: { "shortcuts.open": ["F1"] } });
    await userEvent.keyboard("?");
    expect(app.overlay).toBeNull();
    await userEvent.keyboard("{F1}");
    expect(app.overlay).toBe("shortcuts");
  });

  test("the privilege list opens at its field, over Settings, and Escape goes back to them", async () => {
    const { app } = await openWindow("", { "privilege list": () => ({ rules: [], set_aside: 0, newly: 0, documents: [] }) });
    app.overlay = "settings";
    await settle();
    await userEvent.click(screen.getByRole("button", { name: "Privilege list…" }));
    await settle();
    const list = within(screen.getByRole("dialog", { name: "What may be privileged" }));
    expect(document.activeElement).toBe(list.getByRole("textbox"));
    expect(list.queryByText(/set aside\.$/)).toBeNull();
    await userEvent.keyboard("{Escape}");
    await settle();
    expect(screen.queryByRole("dialog", { name: "What may be privileged" })).toBeNull();
    expect(screen.getByRole("dialog", { name: "Settings" })).toBeTruthy();
  });

  test("where the window is drawn the safe way, settings say so and offer the fast one", async () => {
    const { app, host } = await openWindow();
    app.overlay = "settings";
    await settle();
    expect(screen.queryByText("Drawn the safe way")).toBeNull();
    host.emit({ kind: "safe-drawing" });
    await settle();
    expect(screen.getByText("Drawn the safe way")).toBeTruthy();
    await userEvent.click(screen.getByRole("button", { name: "Try the fast way now" }));
    expect(host.calls.at(-1)?.name).toBe("draw fast");
  });

  test("a view that fails says what failed and tries again", async () => {
    let fails = true;
    await openWindow("#/entities", {
      "entity list": () => {
        if (fails) throw { code: "damaged", message: "The list could not be read.", hint: "The files are safe.", detail: "" };
        return { total: 0, entities: [] };
      },
    });
    expect(screen.getByRole("alert").textContent).toContain("The list could not be read.");
    fails = false;
    await userEvent.click(screen.getByRole("button", { name: "Try again" }));
    await settle();
    expect(screen.getByText(/Select a name on a page/)).toBeTruthy();
  });

  test("the case is changed elsewhere: what is shown is loaded again", async () => {
    const { host } = await openWindow("#/entities");
    const before = host.calls.filter(({ name }) => name === "entity list").length;
    host.emit({ kind: "changed", what: "entity add" });
    await settle();
    expect(host.calls.filter(({ name }) => name === "entity list").length).toBe(before + 1);
  });

  test("files over the window are welcome, and go to who asked last", async () => {
    const { app, host } = await openWindow();
    const taken: string[][] = [];
    app.onDrop((paths) => taken.push(paths));
    host.emit({ kind: "drop", paths: [], phase: "over" });
    await settle();
    expect(screen.getByText("Drop to take in")).toBeTruthy();
    host.emit({ kind: "drop", paths: ["/leak"], phase: "drop" });
    await settle();
    expect(screen.queryByText("Drop to take in")).toBeNull();
    expect(taken).toEqual([["/leak"]]);
  });

  test("the window's title names nothing", async () => {
    await openWindow("#/timeline");
    expect(document.title).not.toMatch(/Johor|Timeline/);
  });
});
