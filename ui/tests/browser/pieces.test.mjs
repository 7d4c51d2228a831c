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
