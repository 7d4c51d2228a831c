// The states that a good day does not show: empty, slow, failed, read only; over the invented case in memory.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { findings, openPage, startBrowser, startMemory, unreachable } from "./browser.mjs";
import { nameless } from "./tree.mjs";

/** What the address asks for, where, and what is said there. */
const STATES = {
  "a first run": ["?first", "", "Your name or initials"],
  "cases opened before, one of them gone": ["?start", "", "Recent cases"],
  "files over the window": ["?drop=over", "#/library", "Drop"],
  "files that do not fit": ["?drop=drop&free=1000000", "#/library", "There is no room"],
  "a case that is only read": ["?readonly", "#/library", "KESTREL"],
  "documents that cannot be listed": ["?fail=documents", "#/library", "Try again"],
  "a ledger that cannot be read": ["?fail=ledger", "#/library?tab=ledger", "Try again"],
  "a search that fails": ["?fail=search", "#/search?q=chassis", "Try again"],
  "sweeps that cannot be listed": ["?fail=sweep%20list", "#/sweep", "Try again"],
  "a sweep that cannot be shown": ["?fail=sweep%20show", "#/sweep/0192f1c4-aaaa-7000-8000-000000000001", "Try again"],
  "a sweep of ten thousand names": ["?many=10000", "#/sweep/0192f1c4-aaaa-7000-8000-000000000001?only=all", "6 of 10,000 names found"],
  "entities that cannot be listed": ["?fail=entity%20list", "#/entities", "Try again"],
  "a timeline that fails": ["?fail=timeline", "#/timeline", "Try again"],
  "documents that take their time": ["?slow=1500", "#/library", null],
  "a long list": ["?many=20000", "#/library", "20,019"],
  "a long timeline": ["?events=2000", "#/timeline", "2,000 events"],
};

let host;
let browser;
before(async () => {
  [host, browser] = await Promise.all([startMemory(), startBrowser()]);
});
after(async () => {
  await browser?.close();
  await host?.stop();
});

for (const [name, [query, hash, says]] of Object.entries(STATES)) {
  test(name, async () => {
    for (const theme of ["light", "dark"]) {
      const page = await openPage(browser, { theme });
      try {
        await page.goto(`${host.url}/${query}${hash}`);
        // While it loads there is nothing to wait for but that.
        await (says === null ? page.locator("main [aria-busy=true]") : page.getByText(says)).first().waitFor();
        const unnamed = theme === "light" ? await nameless(page, says === null) : [];
        assert.deepEqual([await findings(page, says === null), await unreachable(page), unnamed, page.failures], [[], [], [], []], theme);
      } finally {
        await page.context().close();
      }
    }
  });
}
