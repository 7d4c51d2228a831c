// Tab from the top of the window: it comes to everything that a screen reader is told of, shows where it is, and goes back.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { openPage, settled, startBrowser, startMemory } from "./browser.mjs";
import { elementsOf, told } from "./tree.mjs";

/** Where each view is, what is focused there, what is pressed then, and what is waited for. */
const VIEWS = {
  library: ["#/library"],
  "a narrowed library": ["#/library?source=HERON&kind=pdf"],
  "library, a document selected": ["#/library", "[role=grid]", ["ArrowDown"]],
  ledger: ["#/library?tab=ledger"],
  "what could not be read": ["#/library?tab=unread"],
  "search, nothing asked": ["#/search"],
  search: ["#/search?q=chassis"],
  "search, at a hit": ["#/search?q=chassis", "main [role=listbox]", ["ArrowDown"]],
  "a narrowed search": ["#/search?q=chassis&f=source:HERON%20date:2024..2025"],
  "search, beside a hit": ["#/search?q=chassis", "main [role=listbox]", ["ArrowDown", "ArrowDown", "Enter"], "[data-reader]"],
  "facets and the histogram": ["#/search?q=chassis&narrow=1"],
  sweeps: ["#/sweep"],
  "a sweep, at a name": ["#/sweep/0192f1c4-aaaa-7000-8000-000000000001?only=found", "[role=grid]", ["ArrowDown"]],
  entities: ["#/entities"],
  "entities, at one": ["#/entities", "main [role=listbox]", ["ArrowDown"]],
  "an entity": ["#/entity/lanhuqiao"],
  timeline: ["#/timeline"],
  "timeline, at an event": ["#/timeline", "[role=application]", ["ArrowRight"]],
  "timeline, what an event rests on": ["#/timeline", "[role=application]", ["ArrowRight", " "], "[role=dialog]"],
  "a narrowed timeline": ["#/timeline?source=HERON&who=lanhuqiao"],
  "timeline as a table": ["#/timeline?as=table"],
  "a page": ["#/library", "[role=row]:has-text('contract-VX-2024-0219.pdf')", ["dblclick"], "section.page"],
  "a page and all about it": ["#/library", "[role=row]:has-text('contract-VX-2024-0219.pdf')", ["dblclick", "Control+i"], ".about"],
  "a mail": ["#/library", "[role=row]:has-text('Booking Johor to Hong Kong')", ["dblclick"], "[data-reader] [tabindex]"],
  "a sheet": ["#/library", "[role=row]:has-text('提单-2025.xlsx')", ["dblclick"], "[data-reader] [role=grid]"],
};
const MOST = 400;

let host;
let browser;
before(async () => {
  [host, browser] = await Promise.all([startMemory(), startBrowser()]);
});
after(async () => {
  await browser?.close();
  await host?.stop();
});

for (const [view, [hash, at, keys = [], then]] of Object.entries(VIEWS)) {
  test(view, async () => {
    const page = await openPage(browser);
    try {
      await page.goto(`${host.url}/${hash}`);
      await page.locator("main h1").first().waitFor();
      await settled(page);
      if (at && keys[0] !== "dblclick") await page.locator(at).first().focus();
      for (const key of keys) {
        await (key === "dblclick" ? page.locator(at).first().dblclick() : page.keyboard.press(key));
        if (key === "dblclick") await page.locator("[data-reader]").waitFor();
        await settled(page);
      }
      if (then) await page.locator(then).first().waitFor();
      await settled(page);
      await page.evaluate(install);
      const controls = (await told(page)).filter(({ canFocus }) => canFocus);
      await elementsOf(page, controls, "controls");
      await page.evaluate(() => window.walk.begin());
      await settled(page);
      await page.evaluate(() => window.walk.note());
      const there = await walk(page, "Tab");
      assert.deepEqual(await page.evaluate(() => window.walk.missed()), [], "Tab does not come to");
      assert.deepEqual(await page.evaluate(() => window.walk.unseen()), [], "the focus cannot be seen on");
      await page.evaluate(() => window.walk.last());
      const back = await walk(page, "Shift+Tab");
      assert.deepEqual(back, there.slice(0, -1).reverse(), "Shift+Tab goes another way");
      assert.deepEqual(page.failures, []);
    } finally {
      await page.context().close();
    }
  });
}

/** Presses a key until the focus leaves the page or is where it began. Where it went, in words. */
async function walk(page, key) {
  const stops = [];
  for (let n = 0; n < MOST; n++) {
    await page.keyboard.press(key);
    await settled(page);
    const stop = await page.evaluate(() => window.walk.stop());
    if (stop === null) return stops;
    assert.ok(!stop.isAgain, `${key} comes twice to ${stop.what}`);
    stops.push(stop.what);
  }
  assert.fail(`${key} comes to no end`);
}

/** What is noted of the walk, in the page. */
function install() {
  const COMPOSITE = "[role=grid], [role=listbox], [role=radiogroup], [role=tablist], [role=toolbar]";
  let visited = [];
  let before = new Map();
  const unseen = [];
  const say = (element) => element.outerHTML.slice(0, 200);

  /** What marks it: its own line and those of what it stands in, is the label of, or points to; or what is drawn in it. */
  function looks(element) {
    const active = document.getElementById(element.getAttribute("aria-activedescendant") ?? "");
    const parts = [element, element.parentElement, element.parentElement?.parentElement, ...(element.labels ?? []), active].filter(Boolean);
    const drawn = [...element.querySelectorAll("canvas")].map((canvas) => canvas.toDataURL());
    return [...parts.flatMap((part) => [null, "::before", "::after"].map((pseudo) => lineOf(part, pseudo))), ...drawn].join("|");
  }

  function lineOf(part, pseudo) {
    const { outlineStyle, outlineWidth, outlineColor, outlineOffset, boxShadow, content } = getComputedStyle(part, pseudo);
    if (pseudo && content === "none") return "";
    return `${outlineStyle === "none" ? "" : `${outlineStyle} ${outlineWidth} ${outlineColor} ${outlineOffset}`} ${boxShadow}`;
  }

  window.controls = [];
  window.walk = {
    /** To the top of the window, nothing has the focus. */
    begin() {
      document.activeElement?.blur();
      document.body.tabIndex = -1;
      document.body.focus();
      document.body.removeAttribute("tabindex");
    },
    /** How everything looks without the focus. */
    note() {
      before = new Map([...document.querySelectorAll("*")].filter(({ tabIndex }) => tabIndex >= 0).map((element) => [element, looks(element)]));
    },
    stop() {
      const element = document.activeElement;
      if (!element || element === document.body || element === document.documentElement || element === visited[0]) return null;
      const isAgain = visited.includes(element);
      visited.push(element);
      if (looks(element) === before.get(element)) unseen.push(say(element));
      return { isAgain, what: say(element) };
    },
    missed() {
      const isReached = (element) => {
        if (visited.includes(element)) return true;
        // One comes into a dialog, and into the view itself, by what is in it.
        if (element.matches("[role=dialog], main")) return visited.some((one) => element.contains(one));
        const group = element.closest(COMPOSITE) ?? element.parentElement?.closest(COMPOSITE);
        // A group is one stop: its other parts are reached by arrows. What is a stop of its own is one inside of it, too.
        const isPart = element.tabIndex < 0 || (element.type === "radio" && !element.checked);
        return isPart && group !== null && visited.some((one) => one === group || (group.contains(one) && one !== group));
      };
      return window.controls.filter((element) => !isReached(element)).map(say);
    },
    unseen: () => unseen,
    last() {
      const last = visited.at(-1);
      visited = [last];
      last.focus();
    },
  };
}
