// A reporter's first hour in the real window: from first run to a timeline that survives closing.

import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { everything, fill, firstRun, holds, select, selectSpan, takeIn } from "./hands.mjs";
import { Keys, folder, open, until } from "./window.mjs";

let home;
before(async () => {
  home = await folder();
});
after(() => home?.remove());

test("from the first run to a timeline that survives closing", async () => {
  const sample = join(home.path, "data", "casebound", "sample");
  const leak = join(home.path, "leak");
  await mkdir(leak, { recursive: true });
  await writeFile(join(leak, "note.txt"), "The night guard wrote: crates of 泰坞 left Hall 3 on 2 December 2024.\n");

  let window = await open({ home: home.path });
  try {
    await firstRun(window);
    await takeIn(window, sample, leak);
    await window.shows("45 documents");
    await window.go(`#/search?q=${encodeURIComponent("泰坞")}`);
    await window.shows("note.txt");

    // Chinese is found, and opens at the words, on a page that is drawn.
    await window.go(`#/search?q=${encodeURIComponent("签订日期")}`);
    await window.press("采购合同-DL20241015.pdf", "[role=option], [role=row], li, button");
    await window.find("section.page img");
    await select(window, sample, "2024年10月15日");

    // Selected words become an event in two steps.
    await window.press("Event", "button");
    await window.find("form");
    await fill(window, "What happened", "The paper is signed");
    await window.press("Save event", "button");
    await window.shows("Event saved");

    await window.go("#/timeline?as=table&q=signed");
    await holds(window, "The paper is signed");
    await window.keys(Keys.Control, "z");
    await until("the event is undone", async () => !(await everything(window)).includes("The paper is signed"));
    await window.keys(Keys.Control, Keys.Shift, "z");
    await holds(window, "The paper is signed");
  } finally {
    await window.close();
  }

  window = await open({ home: home.path, args: [sample] });
  try {
    await window.shows("Library");
    await window.go("#/timeline?as=table&q=signed");
    await holds(window, "The paper is signed");
  } finally {
    await window.close();
  }
});

test("a selection on a drawn page gives the offsets and the words of the page's own text", async () => {
  const sample = join(home.path, "data", "casebound", "sample");
  const window = await open({ home: home.path, args: [sample] });
  try {
    await window.shows("Library");
    const { documents } = await window.call("documents", { case: sample });
    const drawn = documents.filter(({ kind, state, units }) => kind === "pdf" && state === "indexed" && units > 0);
    assert.ok(drawn.length >= 5, "the sample has drawn pages");
    for (const { id, paths } of drawn) {
      const page = await window.call("unit", { case: sample, doc: id, unit: 1 });
      await window.go(`#/library?doc=${id}&unit=1`);
      // The pages beside it may be drawn, too.
      await until(`${paths[0]} is open`, () =>
        window.run(`return document.querySelectorAll('section.page [data-unit="1"][data-start]').length === arguments[0]`, page.boxes.length));
      const first = Math.min(...page.boxes.map(([start]) => start));
      const last = Math.max(...page.boxes.map(([, end]) => end));
      await selectSpan(window, 1, first, last);
      const copied = await until(`the words of ${paths[0]} are copied`, () => window.run(
        `// A script may not fill the clipboard: it is given one that only listens.
         let copied = "";
         const event = new Event("copy", { bubbles: true, cancelable: true });
         Object.defineProperty(event, "clipboardData", { value: { setData: (type, text) => { if (type === "text/plain") copied = text; } } });
         document.querySelector("section.page").dispatchEvent(event);
         return copied;`));
      assert.equal(copied, [...page.text].slice(first, last).join(""), paths[0]);
    }
  } finally {
    await window.close();
  }
});

test("the window can have nothing opened that it did not copy out itself, and no original", async () => {
  const sample = join(home.path, "data", "casebound", "sample");
  const window = await open({ home: home.path, args: [sample] });
  try {
    await window.shows("Library");
    const out = join(home.path, "contract.pdf");
    const made = await window.call("copy", { case: sample, doc: "contract-VX-2024-0219.pdf", out, original: true });
    assert.equal(made.made_of, "original");
    const refusal = (command, path) => window.run(
      "return window.__TAURI_INTERNALS__.invoke(arguments[0], { path: arguments[1] }).then(() => 'opened', ({ code }) => code)", command, path);
    assert.equal(await refusal("open_copy", out), "refused");
    assert.equal(await refusal("open_copy", "/bin/sh"), "refused");
    assert.equal(await refusal("show_copy", sample), "refused");
  } finally {
    await window.close();
  }
});
