// A whole session in the real window, from the first run to closing the case: all that a reporter may do in it.

import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { ask, fill, firstRun, holds, select, takeIn } from "./hands.mjs";
import { Keys, until } from "./window.mjs";

/** What the session brings along. Each is a word that stands nowhere in the app itself. */
export const SECRETS = {
  file: "winterlamp-guard-log.txt",
  page: "winterlamp-letter.html",
  mail: "winterlamp-mail.eml",
  pasted: "winterlamp post",
  person: "Oskar Tillenbrandt",
  event: "The winterlamp lorry leaves",
  words: "tillenbrandt",
  exact: "crates of 泰坞 left Hall",
  pattern: "Tillen[a-z]+dt wrote",
};

/** Where the tracker is that two of the documents ask for. */
const AWAY = "http://collect.winterlamp.invalid";

/** Documents of the sample, one of a kind, and what says that it is shown. */
const KINDS = {
  "contract-VX-2024-0219.pdf": "section.page img",
  "采购合同-DL20241015.pdf": "section.page img",
  "gate-pass-scan.pdf": "section.page img",
  "mail/07-booking.eml": "[data-unit][data-start]",
  "quayside-semaphore-2025-05-06.html": "[data-unit][data-start]",
  "memo-move.docx": "[data-unit][data-start]",
  "提单-2025.xlsx": "aside [role=grid]",
  "便笺.txt": "[data-unit][data-start]",
  "minutes-locked.pdf": "aside",
  [SECRETS.page]: "[data-unit][data-start]",
  [SECRETS.mail]: "[data-unit][data-start]",
};

/** A folder as somebody may hand it over: one of its files names a place on the net. */
export async function writeLeak(folder) {
  await mkdir(folder, { recursive: true });
  const remote = `<link rel=stylesheet href="${AWAY}/a.css"><script src="${AWAY}/a.js"></script><img src="${AWAY}/a.gif"><iframe src="${AWAY}/"></iframe>`;
  await writeFile(join(folder, SECRETS.file), `${SECRETS.person} wrote: ${SECRETS.exact} 3 on 2 December 2024.\n`);
  await writeFile(join(folder, SECRETS.page), `<!doctype html><title>Letter</title>${remote}<p>The guard counted again.</p>`);
  await writeFile(
    join(folder, SECRETS.mail),
    `From: guard@winterlamp.invalid\nTo: desk@winterlamp.invalid\nSubject: the gate\nContent-Type: text/html\n\n<p>The gate stood open.</p>${remote}\n`,
  );
}

/** Walks the session; answers what documents of the sample are called. */
export async function walk(window, { sample, leak }) {
  await begin(window, sample, leak);
  const { documents } = await window.call("documents", { case: sample });
  const ids = new Map(documents.flatMap(({ id, paths }) => paths.map((path) => [path, id])));
  await search(window);
  await read(window, ids);
  await makeFacts(window, sample, ids.get(SECRETS.file));
  await lookAtEntities(window);
  await lookAtTime(window);
  await lookAround(window);
  return documents.flatMap(({ paths }) => paths.map((path) => path.split("/").at(-1)));
}

async function begin(window, sample, leak) {
  await firstRun(window);
  await takeIn(window, sample, leak);
  await window.shows("47 documents");
  await window.press("Paste text or a picture", "button");
  await fill(window, "Text", `Seen by ${SECRETS.person} at the gate.`);
  await fill(window, "Name", SECRETS.pasted);
  await fill(window, "Code name for this source", "LANTERN");
  await window.press("Take in", "[role=dialog] button");
  await window.shows("48 documents");
  await window.press("Ledger", "[role=tab]");
  await window.shows("no pages could be found");
  await window.press("Documents", "[role=tab]");
  await window.shows("Name or path");
}

async function search(window) {
  await window.go("#/search");
  await ask(window, "#search-field", SECRETS.words);
  await window.shows(SECRETS.file);
  await window.press("As typed", "label");
  await ask(window, "#search-field", SECRETS.exact);
  await window.shows("1 hit");
  await window.press("Pattern", "label");
  await ask(window, "#search-field", SECRETS.pattern);
  await until("the pattern is what was searched", async () => new URLSearchParams((await window.run("return location.hash")).split("?")[1]).get("q") === SECRETS.pattern);
  await window.shows("1 hit");
  await window.keys(Keys.Enter);
  await window.find("aside mark");
}

async function read(window, ids) {
  for (const [path, shown] of Object.entries(KINDS)) {
    await window.go(`#/library?doc=${ids.get(path)}&unit=1`);
    await until(`${path} is open`, async () => (await window.run("return document.querySelector('aside h2, aside header')?.innerText ?? ''")).includes(path.split("/").at(-1)), () => window.text());
    await window.find(shown);
    // The real window's title is the app's name; the page's may not say more.
    assert.equal(await window.run("return document.title"), "Casebound");
  }
  await window.keys(Keys.Control, "i");
  await window.shows("Where it was found");
}

async function makeFacts(window, sample, document) {
  await window.go(`#/library?doc=${document}&unit=1`);
  await select(window, sample, SECRETS.person);
  await window.press("Entity", "[role=toolbar] button");
  await window.press("Save entity", "button");
  await window.shows("Entity saved");
  await select(window, sample, "2 December 2024");
  await window.press("Event", "[role=toolbar] button");
  await fill(window, "What happened", SECRETS.event);
  await window.press("Save event", "button");
  await window.shows("Event saved");
}

async function lookAtEntities(window) {
  await window.go("#/entities");
  await ask(window, "[aria-label='Find by name'], [placeholder='Find by name']", SECRETS.words);
  await window.press(SECRETS.person, "[role=row], [role=option]");
  await window.shows("What is known");
  await window.shows("Documents that mention it");
}

async function lookAtTime(window) {
  await window.go("#/timeline");
  await window.shows("28 events");
  await window.click("[role=application]");
  await window.keys(Keys.Right);
  await window.keys(" ");
  await window.shows("Open the page");
  await window.keys(Keys.Escape);
  await window.press("Timeline as a table", "button, label");
  await ask(window, "[placeholder='Find in events'], [aria-label='Find in events']", "winterlamp");
  await holds(window, SECRETS.event);
  await window.go("#/timeline?as=table");
  await window.shows("28 events");
  // In a field, undo is of what was typed.
  await window.run("document.activeElement?.blur()");
  await window.keys(Keys.Control, "z");
  await window.shows("27 events");
  await window.keys(Keys.Control, Keys.Shift, "z");
  await window.shows("28 events");
}

async function lookAround(window) {
  await window.keys(Keys.Control, "k");
  await window.type("[role=dialog] input", SECRETS.words);
  await window.find("[role=option]");
  await window.keys(Keys.Escape);
  await window.keys(Keys.Control, ",");
  await window.shows("List recent cases");
  await window.press("List recent cases", "[role=switch]");
  await window.find("[role=switch][aria-checked=false]");
  await window.keys(Keys.Escape);
  await window.press("Case", "header button");
  await window.press("Close the case", "[role=menuitem]");
  await window.shows("Try the sample case");
}
