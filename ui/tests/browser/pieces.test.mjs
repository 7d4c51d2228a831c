// Pieces of the window by keyboard, where only a real browser can say how it goes; over the invented case in memory.

import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import { findings, openPage, settled, startBrowser, startMemory } from "./browser.mjs";

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

/** Notes from now on everything that is said in a place that was there before. */
async function hear() {
  await page.evaluate(() => {
    window.heard = [];
    const places = [...document.querySelectorAll("[role=status], [aria-live=polite]")];
    const before = new Map(places.map((place) => [place, place.textContent]));
    new MutationObserver(() => {
      for (const place of places) {
        if (!place.isConnected || before.get(place) === place.textContent) continue;
        before.set(place, place.textContent);
        if (place.textContent.trim()) window.heard.push(place.textContent.trim());
      }
    }).observe(document.body, { childList: true, subtree: true, characterData: true });
  });
}

const heard = () => page.evaluate(() => window.heard);

test("how much was found is said, in the search, the library, the entities and the timeline", async () => {
  await show("#/search");
  await hear();
  const words = page.getByRole("searchbox", { name: "Search every word" });
  await words.fill("chassis");
  await page.getByRole("option").first().waitFor();
  await settled(page);
  assert.deepEqual(await heard(), ["4 hits in 4 documents"]);
  await words.fill("chassiszz");
  await page.getByText("No page, message or row has all of these words.").waitFor();
  await settled(page);
  assert.deepEqual(await heard(), ["4 hits in 4 documents", "0 hits"]);
  for (const [hash, field, says] of [["#/library", "Name or path", "1 of 19 documents"], ["#/entities", "Find by name", "1 of 20 entities"], ["#/timeline", "Find in events", "1 of 14 events"]]) {
    await show(hash);
    await hear();
    await page.getByRole("searchbox", { name: field }).fill(hash === "#/timeline" ? "sells 64" : hash === "#/library" ? "memo" : "brindle");
    await page.waitForFunction(() => window.heard.length > 0);
    await settled(page);
    assert.deepEqual(await heard(), [says]);
  }
  assert.deepEqual(page.failures, []);
});

test("long work is said when it begins, by quarters, and when it ends", async () => {
  await page.goto(`${host.url}/?drop=drop&files=24#/library`);
  await page.getByRole("textbox", { name: "Code name for this source" }).fill("FOX");
  await hear();
  await page.getByRole("button", { name: "Take in", exact: true }).click();
  // Pictures are read right after it, which is said in its place.
  await page.waitForFunction(() => window.heard.some((text) => text.includes("Taking in files: ended")));
  await settled(page);
  const said = await heard();
  const ofJob = said.filter((text) => text.startsWith("Taking in files"));
  assert.equal(ofJob[0], "Taking in files");
  assert.equal(ofJob.at(-1), "Taking in files: ended");
  assert.ok(ofJob.length >= 3 && ofJob.length <= 5, ofJob.join("\n"));
  for (const text of ofJob.slice(1, -1)) assert.match(text, /^Taking in files, (25|50|75) %$/);
  assert.deepEqual(said.filter((text) => /taken in from FOX/.test(text)).length, 1, said.join("\n"));
  assert.deepEqual(page.failures, []);
});

test("who came to a page by a control that is gone goes on in the page, and not at the top of the window", async () => {
  await show("#/entities");
  const list = page.getByRole("listbox", { name: "Entities" });
  await list.focus();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { level: 2, name: "What is known" }).waitFor();
  await settled(page);
  assert.equal(await page.evaluate(() => document.activeElement?.tagName), "MAIN");
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement?.textContent?.trim()), "All entities");
  // What keeps the focus keeps it: the rail does.
  await page.getByRole("button", { name: "Timeline", exact: true }).press("Enter");
  await page.getByRole("application", { name: /^Timeline/ }).waitFor();
  await settled(page);
  assert.equal(await page.evaluate(() => document.activeElement?.textContent?.trim()), "Timeline");
  assert.deepEqual(page.failures, []);
});

test("the reader has a heading of its own, in the whole window too, and what stands in it is under that", async () => {
  await show("#/library");
  await page.getByRole("row", { name: /contract-VX-2024-0219\.pdf/ }).dblclick();
  await page.locator("section.page").first().waitFor();
  await page.keyboard.press("Control+i");
  await page.locator(".about").waitFor();
  await page.getByRole("heading", { name: "Programs" }).waitFor();
  await settled(page);
  const headings = () =>
    page.evaluate(() => [...document.querySelectorAll("h1, h2, h3, h4")].filter((one) => one.checkVisibility()).map((one) => `${one.tagName[1]} ${one.textContent.trim().replace(/ \d+$/, "")}`));
  const ofReader = ["2 contract-VX-2024-0219.pdf", "3 Facts resting on this document", "3 Where it was found", "3 What this file reveals", "4 People", "4 Times", "4 Programs", "3 About this document"];
  assert.deepEqual(await headings(), ["1 Library", ...ofReader]);
  await page.keyboard.press("Control+Shift+E");
  await page.locator("main[inert]").waitFor({ state: "attached" });
  await settled(page);
  assert.deepEqual(await headings(), ["1 Reader", ...ofReader]);
  assert.deepEqual(await findings(page), []);
  await page.goto(`${host.url}/#/nowhere`);
  await page.getByText("There is no such view.").waitFor();
  assert.deepEqual(await findings(page), []);
});
