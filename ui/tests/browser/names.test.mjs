// Whatever opens has a name for screen readers, and so has everything in it; over the invented case in memory.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { findings, openPage, settled, startBrowser, startMemory } from "./browser.mjs";
import { nameless, namesOf, told } from "./tree.mjs";

const VIEWS = {
  library: "#/library",
  "a narrowed library": "#/library?source=HERON&kind=pdf",
  ledger: "#/library?tab=ledger",
  search: "#/search?q=chassis",
  "a narrowed search": "#/search?q=chassis&f=source:HERON%20date:2024..2025",
  sweeps: "#/sweep",
  "a sweep": "#/sweep/0192f1c4-aaaa-7000-8000-000000000001",
  entities: "#/entities",
  "an entity": "#/entity/lanhuqiao",
  timeline: "#/timeline",
  "a narrowed timeline": "#/timeline?source=HERON&who=lanhuqiao",
  "timeline as a table": "#/timeline?as=table",
};
/** What says of itself that it opens something. */
const OPENERS = "[aria-haspopup], [role=combobox][aria-expanded=false]";
/** What is opened by it. */
const OPENED = ["menu", "listbox", "dialog"];

let host;
let browser;
let page;
before(async () => {
  [host, browser] = await Promise.all([startMemory(), startBrowser()]);
});
after(async () => {
  await browser?.close();
  await host?.stop();
});

async function show(hash) {
  await page?.context().close();
  page = await openPage(browser);
  await page.goto(`${host.url}/${hash}`);
  await page.locator("main h1").first().waitFor();
  await settled(page);
}

/** Names of the menus, lists and dialogs that are there. */
async function floating() {
  return (await told(page)).filter(({ role }) => OPENED.includes(role)).map(({ role, name }) => `${role} ${name}`);
}

describe("everything in a view that opens something", () => {
  for (const [view, hash] of Object.entries(VIEWS)) {
    test(view, async () => {
      await show(hash);
      const before = await floating();
      const openers = page.locator(OPENERS).locator("visible=true");
      const n = await openers.count();
      assert.ok(n > 0, "nothing in this view opens anything");
      for (let at = 0; at < n; at++) {
        const opener = openers.nth(at);
        if (await opener.isDisabled()) continue;
        const what = await opener.evaluate((element) => element.outerHTML.slice(0, 200));
        await opener.focus();
        await page.keyboard.press((await opener.getAttribute("role")) === "combobox" ? "ArrowDown" : "Enter");
        await settled(page);
        const opened = (await floating()).filter((one) => !before.includes(one));
        assert.equal(opened.length, 1, `${what} opens ${JSON.stringify(opened)}`);
        assert.deepEqual([await nameless(page), await findings(page)], [[], []], what);
        await page.keyboard.press("Escape");
        await settled(page);
        assert.deepEqual(await floating(), before, `${what} is not closed by Escape`);
      }
      assert.deepEqual(page.failures, []);
    });
  }
});

test("a menu and a list to choose from are called what their button is called", async () => {
  await show("#/timeline");
  await page.getByRole("button", { name: "Export" }).press("Enter");
  assert.deepEqual(await namesOf(page, "menu"), ["Export"]);
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Case: Johor servers" }).press("Enter");
  assert.deepEqual(await namesOf(page, "menu"), ["Case: Johor servers"]);
  await page.keyboard.press("Escape");
  await page.getByRole("combobox", { name: "Source Any source" }).press("Enter");
  assert.deepEqual(await namesOf(page, "listbox"), ["Source"]);
});

test("a list to choose from says what is chosen, and a filter what it filters", async () => {
  await show("#/search?q=chassis&f=source:HERON&sort=date");
  const names = (await told(page)).filter(({ canFocus }) => canFocus).map(({ name }) => name);
  assert.ok(names.includes("Order Latest first"), names.join("\n"));
  assert.ok(names.includes("Source: HERON"), names.join("\n"));
  assert.ok(names.includes("Without the filter Source"), names.join("\n"));
});

test("a hit is read with its document, its place and its words", async () => {
  await show("#/search?q=chassis");
  assert.deepEqual(await namesOf(page, "listbox"), ["Hits"]);
  const [first] = await namesOf(page, "option");
  assert.match(first, /04-empty-chassis\.eml.*HERON.*chassis/s);
});

test("a column is called by its title alone, and its button and grip say what they do", async () => {
  await show("#/library");
  assert.deepEqual(await namesOf(page, "columnheader"), ["Marks", "Name", "Kind", "Source", "Date", "Pages", "Size", "State"]);
  const names = (await told(page)).map(({ name }) => name);
  assert.ok(names.includes("Sort by Kind") && names.includes("Width of Kind"), names.join("\n"));
  assert.deepEqual(await namesOf(page, "tab"), ["Documents 19", "Ledger", "What we could not read"]);
});

test("the menu of what is selected is opened by the keyboard and has a name", async () => {
  await show("#/library");
  await page.getByRole("grid", { name: "Documents" }).focus();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Shift+F10");
  await page.getByRole("menuitem", { name: "Open" }).waitFor();
  assert.deepEqual(await namesOf(page, "menu"), ["What can be done with what is selected"]);
  assert.deepEqual(await nameless(page), []);
});

test("the palette: its field, its list, its groups and how much was found", async () => {
  await show("#/timeline");
  await page.keyboard.press("Control+k");
  await page.keyboard.type("vext");
  await page.getByRole("option").first().waitFor();
  assert.deepEqual([await namesOf(page, "dialog"), await namesOf(page, "listbox")], [["Find an action, an entity or a document"], ["What was found"]]);
  const palette = page.getByRole("dialog");
  assert.equal(await palette.getByRole("combobox", { name: "Find an action, an entity or a document" }).inputValue(), "vext");
  const n = await palette.getByRole("option").count();
  assert.equal(await palette.getByRole("status").textContent(), `${n} found`);
  assert.deepEqual(await nameless(page), []);
  // Inside an application screen readers read nothing by themselves.
  assert.equal(await palette.getByRole("application").count(), 0);
});
