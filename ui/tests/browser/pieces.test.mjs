// Pieces of the window by keyboard, where only a real browser can say how it goes; over the invented case in memory.

import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import { openPage, settled, startBrowser, startMemory } from "./browser.mjs";

let host;
let browser;
let page;
before(async () => {
  [host, browser] = await Promise.all([startMemory(), startBrowser()]);
});
beforeEach(async () => {
  await page?.context().close();
  page = await openPage(browser);
});
after(async () => {
  await browser?.close();
  await host?.stop();
});

async function show(address) {
  await page.goto(`${host.url}/${address}`);
  await page.locator("main h1").first().waitFor();
  await settled(page);
}

for (const [how, keys] of Object.entries({ "by choosing": ["Enter"], "by Escape": ["Escape"], "for another dialog": ["Control+,", "Escape"] })) {
  test(`the palette was left ${how}: it opens again without the words, and without what was found for them`, async () => {
    await show("#/library");
    await page.keyboard.press("Control+k");
    const field = page.getByRole("combobox", { name: "Find an action, an entity or a document" });
    await field.waitFor();
    const offered = await page.getByRole("option").allTextContents();
    await page.keyboard.type("quillm");
    await page.getByRole("option", { name: /Quillmarrow/ }).first().waitFor();
    for (const key of keys) await page.keyboard.press(key);
    await field.waitFor({ state: "detached" });
    await page.evaluate(() => (location.hash = "#/library"));
    await page.getByRole("grid", { name: "Documents" }).waitFor();
    await settled(page);
    // Everything that is ever drawn in it from now on, not only what is there in the end.
    await page.evaluate(() => {
      window.drawn = [];
      new MutationObserver(() => {
        for (const one of document.querySelectorAll("[role=dialog] [role=option], [role=dialog] input")) window.drawn.push(one.value ?? one.textContent);
      }).observe(document.body, { childList: true, subtree: true, characterData: true, attributes: true });
    });
    await page.keyboard.press("Control+k");
    await field.waitFor();
    await settled(page);
    assert.equal(await field.inputValue(), "");
    assert.deepEqual((await page.evaluate(() => window.drawn)).filter((text) => /quillm/i.test(text)), []);
    assert.deepEqual((await page.getByRole("option").allTextContents()).sort(), offered.sort());
    assert.deepEqual(page.failures, []);
  });
}

test("names of lanes: one stop for Tab before the drawing, arrows go from name to name, Enter opens the entity's page", async () => {
  await show("#/timeline");
  const names = page.getByRole("toolbar", { name: "Lanes" }).getByRole("button");
  const all = await names.allTextContents();
  assert.ok(all.length > 5);
  const focused = () => page.evaluate(() => document.activeElement?.textContent?.trim());
  await page.getByRole("application", { name: /^Timeline/ }).focus();
  await page.keyboard.press("Shift+Tab");
  assert.equal(await focused(), all[0].trim());
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  assert.equal(await focused(), all[2].trim());
  await page.keyboard.press("ArrowUp");
  assert.equal(await focused(), all[1].trim());
  await page.keyboard.press("End");
  assert.equal(await focused(), all.at(-1).trim());
  await page.keyboard.press("Home");
  await page.keyboard.press("ArrowUp");
  assert.equal(await focused(), all[0].trim());
  await page.keyboard.press("ArrowDown");
  // Tab leaves them at once and comes back to the one that was left.
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement?.getAttribute("role")), "application");
  await page.keyboard.press("Shift+Tab");
  assert.equal(await focused(), all[1].trim());
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { level: 1, name: all[1].trim() }).waitFor();
  assert.deepEqual(page.failures, []);
});

test("a lane whose name has the focus is in view, and its name stands beside it", async () => {
  await page.setViewportSize({ width: 1280, height: 420 });
  await show("#/timeline");
  const names = page.getByRole("toolbar", { name: "Lanes" }).getByRole("button");
  const n = await names.count();
  await page.getByRole("application", { name: /^Timeline/ }).focus();
  await page.keyboard.press("Shift+Tab");
  const isSeen = () =>
    page.evaluate(() => {
      const name = document.activeElement.getBoundingClientRect();
      const head = document.activeElement.closest(".head").getBoundingClientRect();
      const room = document.querySelector("[role=application]").getBoundingClientRect();
      // What is painted there is the name itself, not the axis or the line below.
      const hit = document.elementFromPoint(name.left + 4, name.top + name.height / 2);
      const scrolled = [...document.querySelectorAll(".heads, .stuck, .head")].reduce((sum, { scrollTop }) => sum + scrollTop, 0);
      return name.top >= room.top && name.bottom <= room.bottom && name.top >= head.top && hit === document.activeElement && scrolled === 0;
    });
  for (const [key, times] of [["ArrowDown", n - 1], ["ArrowUp", n - 1], ["End", 1], ["Home", 1]]) {
    for (let at = 0; at < times; at++) {
      await page.keyboard.press(key);
      await settled(page);
      assert.ok(await isSeen(), `${key}, ${at}: ${await page.evaluate(() => document.activeElement.textContent)}`);
    }
  }
  // The last one is left and out of view: Tab brings it back.
  await page.keyboard.press("End");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Home");
  await page.locator(".scroll").evaluate((element) => (element.scrollTop = 0));
  await settled(page);
  await page.keyboard.press("Shift+Tab");
  await settled(page);
  assert.ok(await isSeen());
  assert.ok(await page.locator(".scroll").evaluate((element) => element.scrollTop > 0));
  assert.deepEqual(page.failures, []);
});
