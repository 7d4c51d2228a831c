// With the keyboard alone: from the first run to a fact on the timeline, and through every view.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { openPage, settled, startBrowser, startHost } from "./browser.mjs";

let host;
let browser;
let page;
before(async () => {
  // Without a host there is nothing to show, and no browser to wait for.
  host = await startHost();
  browser = await startBrowser();
  page = await openPage(browser);
  // A pointer would be an error here.
  for (const name of ["click", "hover", "tap", "dblclick", "check"]) {
    page[name] = () => assert.fail("the keyboard alone");
  }
  await page.goto(host.url);
  await page.getByText("Try the sample case").waitFor();
});
after(async () => {
  await browser?.close();
  await host?.stop();
});

/** Presses Tab until what has the focus is called so. */
async function tabTo(name, most = 60) {
  for (let n = 0; n < most; n++) {
    if ((await focused()).includes(name)) return;
    await page.keyboard.press("Tab");
  }
  assert.fail(`Tab never came to ${name}, the focus is on ${await focused()}`);
}

/** What the focused control is called, as near as a script can tell. */
function focused() {
  return page.evaluate(() => {
    const element = document.activeElement;
    const labels = [...(element?.labels ?? [])].map((label) => label.textContent);
    return [element?.getAttribute("aria-label"), ...labels, element?.textContent, element?.getAttribute("placeholder")].filter(Boolean).join(" ").trim().slice(0, 200);
  });
}

async function keys(...all) {
  for (const key of all) await page.keyboard.press(key);
  await settled(page);
}

test("a first run: a name, the sample case", async () => {
  await tabTo("Your name or initials");
  await page.keyboard.type("M. Reporter");
  await keys("Enter");
  await tabTo("Try the sample case");
  await keys("Enter");
  await page.getByText("contract-VX-2024-0219.pdf").first().waitFor();
});

test("words are found, read, chosen and made an event, and undo takes it back", async () => {
  await keys("/");
  await page.keyboard.type("2024年10月15日");
  await page.getByText("采购合同-DL20241015.pdf").first().waitFor();
  await settled(page);
  await keys("Enter");
  await page.locator("section.page img").first().waitFor();
  await settled(page);
  await keys("v", "e");
  await page.getByRole("form", { name: "New event" }).waitFor();
  await settled(page);
  await tabTo("What happened");
  await keys("ControlOrMeta+a");
  await page.keyboard.type("The sale is signed");
  await keys("Enter");
  await page.getByText("Event saved").waitFor();
  await keys("Control+4");
  await page.getByText("28 events").waitFor();
  await keys("Control+z");
  await page.getByText("27 events").waitFor();
  await keys("Control+Shift+z");
  await page.getByText("28 events").waitFor();
});

test("an event on the timeline opens its source at the words, and Escape comes back to the event", async () => {
  await tabTo("Timeline, 28 events");
  await keys("ArrowRight", "ArrowRight", "ArrowRight");
  const said = () => page.evaluate(() => [...document.querySelectorAll("[aria-live]")].map((e) => e.textContent).join(" "));
  const before = await said();
  await keys("Enter");
  await page.getByRole("complementary", { name: "Reader" }).waitFor();
  await settled(page);
  await keys("Escape");
  await page.getByRole("complementary", { name: "Reader" }).waitFor({ state: "detached" });
  assert.match(await focused(), /^Timeline, 28 events/);
  assert.equal(await said(), before);
});

test("the library is walked, a document opened and left, and the list stands where it was", async () => {
  await keys("Control+1");
  await tabTo("Documents");
  await tabTo("Name or path");
  for (let n = 0; n < 30 && !(await page.evaluate(() => document.activeElement?.getAttribute("role") === "grid")); n++) await page.keyboard.press("Tab");
  await keys("ArrowDown", "ArrowDown", "ArrowDown", "ArrowDown");
  const active = () => page.evaluate(() => document.activeElement?.getAttribute("aria-activedescendant"));
  const before = await active();
  await keys("Enter");
  await page.getByRole("complementary", { name: "Reader" }).waitFor();
  await settled(page);
  await keys("Escape");
  await page.getByRole("complementary", { name: "Reader" }).waitFor({ state: "detached" });
  assert.equal(await active(), before);
});

test("every view is gone to and left by keys, and the palette finds a company", async () => {
  for (const [key, view] of [["Control+1", "Library"], ["Control+2", "Search"], ["Control+3", "Entities"], ["Control+4", "Timeline"]]) {
    await keys(key);
    await page.locator(`[aria-current=page]:has-text("${view}")`).waitFor();
  }
  await keys("Alt+ArrowLeft");
  await page.locator('[aria-current=page]:has-text("Entities")').waitFor();
  await keys("Control+k");
  await page.keyboard.type("quillmarrow");
  await page.getByRole("option").first().waitFor();
  await settled(page);
  await keys("Enter");
  await page.getByText("What is known").waitFor();
  assert.deepEqual(page.failures, []);
});
