// Every view, light and dark: nothing for axe to find, nothing that only a pointer reaches, nothing without a name.

import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { findings, openPage, settled, startBrowser, startHost, unreachable } from "./browser.mjs";
import { nameless } from "./tree.mjs";

/** Where each view is, what is open in the reader, what is pressed, and the text that says it is there. */
const VIEWS = {
  library: { at: "#/library", shows: "contract-VX-2024-0219.pdf" },
  "library, documents selected": { at: "#/library", shows: "contract-VX-2024-0219.pdf", click: ["[role=row] >> text=empty.txt"] },
  ledger: { at: "#/library?tab=ledger", shows: "no pages could be found" },
  "what could not be read": { at: "#/library?tab=unread", shows: "Locked with a password" },
  passwords: { at: "#/library?tab=unread", shows: "Locked with a password", click: ["text=Add a password…"], then: "Passwords of this case" },
  "what may be privileged": { at: "#/library", shows: "contract-VX-2024-0219.pdf", opens: ["Control+,"], click: ["text=Privilege list…"], then: "What may be privileged" },
  "where files come from": { at: "#/library", shows: "contract-VX-2024-0219.pdf", drops: true, then: "Code name for this source" },
  "taking in what was copied": { at: "#/library", shows: "contract-VX-2024-0219.pdf", click: ["text=Paste text or a picture"], then: "Take in what you copied" },
  "search, nothing asked": { at: "#/search", shows: "Search" },
  "search, hits": { at: "#/search?q=chassis", shows: "commissioning-hall-3.pdf" },
  "search, no hit": { at: "#/search?q=zzyzzx", shows: "could not be read" },
  "search, a mistake": { at: "#/search?q=%22open", shows: "which was asked before" },
  "search, narrowed": { at: "#/search?q=chassis%20date%3A2024..&f=-type%3Apdf&narrow=1", shows: "When" },
  "search, a quick look": { at: "#/search?q=chassis", shows: "commissioning-hall-3.pdf", focus: "main [role=listbox]", keys: ["Space"], then: "Open in the reader" },
  "search, why a hit is found": { at: "#/search?q=chassis", shows: "commissioning-hall-3.pdf", focus: "main [role=listbox]", keys: ["ArrowDown", "w"], then: "Why is it found, or not?" },
  "search, how to ask": { at: "#/search?q=chassis", shows: "commissioning-hall-3.pdf", click: ["[aria-label*='How to']"] },
  "a drawn page": { reads: "contract-VX-2024-0219.pdf", finds: "section.page img" },
  "a Chinese page": { reads: "采购合同-DL20241015.pdf", finds: "section.page img" },
  "a scan without words": { reads: "gate-pass-scan.pdf", finds: "section.page img" },
  "a mail": { reads: "mail/03-terms.eml", shows: "香港" },
  "a web page": { reads: "quayside-semaphore-2025-05-06.html", shows: "two people say" },
  "a letter": { reads: "memo-move.docx", finds: "[data-unit][data-start]" },
  "a sheet": { reads: "提单-2025.xlsx", shows: "Tannoy" },
  "plain text": { reads: "便笺.txt", finds: "[data-unit][data-start]" },
  "a locked file": { reads: "minutes-locked.pdf", shows: "password" },
  "a file without a reader": { reads: "rack-controller.dmp", finds: "main" },
  "all about a document": { reads: "contract-VX-2024-0219.pdf", finds: "section.page img", keys: ["Control+i"] },
  "words chosen": { reads: "mail/03-terms.eml", shows: "香港", keys: ["v", "Shift+ArrowRight"] },
  "citing words": { reads: "mail/03-terms.eml", shows: "香港", keys: ["v", "c"] },
  "a new event": { reads: "mail/03-terms.eml", shows: "香港", keys: ["v", "e"] },
  "a new entity": { reads: "mail/03-terms.eml", shows: "香港", keys: ["v", "i"] },
  "a new connection": { reads: "mail/03-terms.eml", shows: "香港", keys: ["v", "l"] },
  "open elsewhere": { reads: "quayside-semaphore-2025-05-06.html", shows: "two people say", keys: ["Control+Shift+O", "ArrowDown"] },
  sweep: { at: "#/sweep", shows: "Look for a whole list of names" },
  "a new list of names": { at: "#/sweep?new=1", shows: "Look for a whole list of names", then: "Also in other scripts" },
  "two documents side by side": { at: "#/compare?left={contract-VX-2024-0219.pdf}&right={memo-move.docx}", shows: "only left" },
  "more like this": { at: "#/like?of={memo-move.docx}", shows: "In common" },
  entities: { at: "#/entities", shows: "Quillmarrow" },
  "an entity": { at: "#/entities", shows: "Quillmarrow", click: ["text=Quillmarrow Systems Pte. Ltd."], then: "What is known" },
  "a fact about an entity": { at: "#/entities", shows: "Quillmarrow", click: ["text=Quillmarrow Systems Pte. Ltd.", "text=Add a fact"] },
  "the same as another": { at: "#/entities", shows: "Quillmarrow", click: ["text=Quillmarrow Systems Pte. Ltd.", "text=Same as another"] },
  timeline: { at: "#/timeline", shows: "27 events" },
  "timeline, an event": { at: "#/timeline", shows: "27 events", focus: "[role=application]", keys: ["ArrowRight", "Space"] },
  "timeline, as a table": { at: "#/timeline?as=table", shows: "27 events" },
  "timeline, nothing fits": { at: "#/timeline?q=zzyzzx", shows: "0 of 27" },
  palette: { at: "#/timeline", shows: "27 events", keys: ["Control+k"] },
  shortcuts: { at: "#/library", shows: "contract-VX-2024-0219.pdf", keys: ["?"], then: "Go to Library" },
  settings: { at: "#/library", shows: "contract-VX-2024-0219.pdf", keys: ["Control+,"] },
  "the menu": { at: "#/library", shows: "contract-VX-2024-0219.pdf", click: ["header button >> nth=0"] },
};

let host;
let browser;
let ids;
before(async () => {
  // Without a host there is nothing to show, and no browser to wait for.
  host = await startHost();
  browser = await startBrowser();
  const path = join(host.home, "data", "casebound", "sample");
  const ask = async (name, request) => (await (await fetch(`${host.url}/call/${name}`, { method: "POST", body: JSON.stringify(request) })).json()).ok;
  await ask("demo", {});
  await ask("settings", { author: "M. Reporter" });
  const { documents } = await ask("documents", { case: path });
  ids = new Map(documents.flatMap(({ id, paths }) => paths.map((one) => [one, id])));
  host.sample = path;
  host.tell = (what, body) => fetch(`${host.url}/tell/${what}`, { method: "POST", body: JSON.stringify(body) });
  await writeFile(join(host.home, "note.txt"), "The night guard wrote it down.\n");
});
after(async () => {
  await browser?.close();
  await host?.stop();
});

for (const theme of ["light", "dark"]) {
  describe(`in ${theme}`, () => {
    let page;
    before(async () => {
      page = await openPage(browser, { theme });
      await page.goto(host.url);
      await page.getByText("Try the sample case").waitFor();
    });
    after(() => page?.context().close());

    test("start", async () => {
      await check(page, theme);
      await host.tell("open-case", { path: host.sample });
      await page.getByText("contract-VX-2024-0219.pdf").first().waitFor();
    });

    for (const [name, view] of Object.entries(VIEWS)) {
      test(name, async () => {
        await show(page, view);
        await check(page, theme);
      });
    }
  });
}

/** Colours alone differ between light and dark: names are looked at once. */
async function check(page, theme) {
  const unnamed = theme === "light" ? await nameless(page) : [];
  assert.deepEqual([await findings(page), await unreachable(page), unnamed, page.failures], [[], [], [], []]);
}

async function show(page, { at, reads, shows, finds, drops, focus, opens = [], click = [], keys = [], then }) {
  // What is left of the view before: its dialogs close, its selection goes.
  for (let n = 0; n < 3; n++) await page.keyboard.press("Escape");
  const hash = at?.replace(/\{(.+?)\}/g, (_, path) => ids.get(path)) ?? `#/library?doc=${ids.get(reads)}&unit=1`;
  await page.evaluate((to) => (location.hash = to), hash);
  if (reads) await page.getByRole("complementary", { name: "Reader" }).waitFor();
  const within = reads ? page.getByRole("complementary", { name: "Reader" }) : page.locator("main");
  if (shows) await within.getByText(shows).first().waitFor();
  if (finds) await page.locator(finds).first().waitFor();
  await settled(page);
  if (drops) await host.tell("drop", { paths: [join(host.home, "note.txt")] });
  for (const key of opens) await page.keyboard.press(key);
  for (const selector of click) {
    await page.locator(selector).first().click();
    await settled(page);
  }
  if (reads && keys.length > 0) await within.locator("[tabindex='0']").last().focus();
  if (focus) await page.locator(focus).focus();
  for (const key of keys) {
    await page.keyboard.press(key);
    await settled(page);
  }
  if (then) await page.getByText(then).first().waitFor();
}
