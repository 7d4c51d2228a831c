// Pictures of the real window: every view, or those named, in light and dark and in two sizes.

import { execFile } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { select } from "./hands.mjs";
import { buildMany, buildMore, buildSample } from "./material.mjs";
import { Keys, folder, open } from "./window.mjs";

const run = promisify(execFile);
const OUT = process.env.CASEBOUND_SHOTS;
const SIZES = [[1280, 800], [1600, 1000]];
const THEMES = ["light", "dark"];

/** A pattern the index can tell nothing of, and that takes its time. */
const SLOW = String.raw`\d[\s\S]{2000}\d{9}`;

/**
 * What each view shows: where it is ({…} stands for a document's id), the document that is open, the text and the
 * element that say it is there, and the keys pressed. `of` names a case that is not the sample; `does` is what a person
 * does there before; `moves` says that it never comes to rest.
 */
const VIEWS = {
  start: { closed: true, shows: "Try the sample case" },
  library: { at: "#/library", shows: "contract-VX-2024-0219.pdf" },
  ledger: { at: "#/library?tab=ledger", shows: "delivery-note-damaged.pdf" },
  unread: { at: "#/library?tab=unread", shows: "Locked with a password" },
  locked: { at: "#/library", opens: "minutes-locked.pdf", shows: "password" },
  about: { at: "#/library", opens: "contract-VX-2024-0219.pdf", shows: "of 2", finds: "section.page img", keys: [Keys.Control, "i"] },
  search: { at: "#/search?q=chassis", shows: "4 documents could not be read" },
  chinese: { at: `#/search?q=${encodeURIComponent("深圳")}`, opens: "采购合同-DL20241015.pdf", shows: "深圳", finds: "section.page img" },
  narrow: { at: `#/search?q=${encodeURIComponent("chassis date:2024..")}&narrow=1`, shows: "commissioning-hall-3.pdf" },
  nothing: { at: "#/search", shows: "Search" },
  sweep: { at: "#/sweep", shows: "Look for a whole list of names" },
  names: { at: "#/sweep?new=1", shows: "Also in other scripts" },
  scan: { at: "#/library", opens: "gate-pass-scan.pdf", shows: "gate-pass-scan.pdf", finds: "section.page img" },
  page: { at: "#/library", opens: "contract-VX-2024-0219.pdf", shows: "of 2", finds: "section.page img" },
  mail: { at: "#/library", opens: "mail/03-terms.eml", shows: "香港" },
  sheet: { at: "#/library", opens: "提单-2025.xlsx", shows: "提单-2025.xlsx" },
  elsewhere: { at: "#/library", opens: "quayside-semaphore-2025-05-06.html", shows: "Quayside", keys: [Keys.Control, Keys.Shift, "o"] },
  entities: { at: "#/entities", shows: "Quillmarrow" },
  entity: { at: "#/entities", presses: "Quillmarrow Systems Pte. Ltd.", shows: "Quillmarrow" },
  timeline: { at: "#/timeline", shows: "27 events" },
  table: { at: "#/timeline?as=table", shows: "27 events" },
  palette: { at: "#/timeline", shows: "27 events", keys: [Keys.Control, "k"] },
  shortcuts: { at: "#/library", shows: "contract-VX-2024-0219.pdf", keys: ["?"] },
  settings: { at: "#/library", shows: "contract-VX-2024-0219.pdf", keys: [Keys.Control, ","] },
  help: { at: "#/search?q=chassis", shows: "4 documents could not be read", does: (window) => window.press("How to ask", "button") },
  why: { at: "#/search?q=chassis", opens: "mail/04-empty-chassis.eml", shows: "4 documents could not be read", keys: ["w"] },
  whynot: { at: `#/search?q=${encodeURIComponent('("empty chassis"~3 OR crates) AND shipmnt~1 -office')}`, opens: "mail/04-empty-chassis.eml", shows: "hits", keys: ["w"] },
  look: { at: "#/search?q=chassis", shows: "8 hits", keys: [" "], does: (window) => window.keys(Keys.Down) },
  without: { at: `#/search?q=servers&f=${encodeURIComponent("source:KIOSK -type:pdf")}&narrow=1`, shows: "When" },
  zoom: { at: `#/search?q=hall&f=${encodeURIComponent("date:2024-11..2024-12")}&narrow=1`, shows: "When" },
  reveals: { at: "#/library", opens: "memo-move.docx", shows: "memo-move.docx", does: showReveals },
  lists: { of: "more", at: "#/sweep", shows: "Names of the hall" },
  found: { of: "more", at: "#/sweep", presses: "Names of the hall", shows: "passed over" },
  foundall: { of: "more", at: "#/sweep?only=all", presses: "Names of the hall", shows: "passed over", does: chooseName },
  passed: { of: "more", at: "#/sweep", presses: "Names of the hall", shows: "passed over", does: (window) => window.press("2 rows were passed over", "button") },
  saved: { of: "more", at: "#/search", shows: "Empty chassis" },
  compare: { of: "more", at: "#/compare?left={count-of-chassis-draft.txt}&right={count-of-chassis-sent.txt}", shows: "only left" },
  like: { of: "more", at: "#/like?of={count-of-chassis-draft.txt}", shows: "count-of-chassis-sent.txt" },
  misread: { of: "more", at: "#/library", opens: "weighbridge-scan.png", shows: "check digits", does: (window) => window.press("Show the picture", "button"), finds: "section.page img" },
  correct: { of: "more", at: "#/library", opens: "weighbridge-scan.png", shows: "check digits", does: correctLine },
  recording: { of: "more", at: "#/library", opens: "calls/guard-2024-12-02.wav", shows: "The crates left by night" },
  second: { of: "more", at: "#/library", opens: "calls/guard-2024-12-02.wav", shows: "The crates left by night", does: (window, path) => select(window, path, "Nobody counted them") },
  limits: { of: "more", at: "#/library?tab=ledger&state=unreadable", shows: "too-deep.xml" },
  cause: { of: "more", at: "#/library?tab=unread", shows: "Too large, too deep" },
  passwords: { of: "more", at: "#/library?tab=unread", presses: "Add a password…", shows: "from the second call" },
  wrong: { at: `#/search?q=${encodeURIComponent("chassis AND (crates OR")}`, shows: "OR has nothing after it" },
  none: { at: `#/search?q=${encodeURIComponent("zeppelin 深圳")}&f=${encodeURIComponent("type:pdf")}`, shows: "0 hits" },
  privilege: { of: "many", at: "#/library", shows: "contract-VX-2024-0219.pdf", does: showPrivilege },
  aside: { of: "many", at: "#/library?tab=ledger&state=set_aside", shows: "it may be privileged" },
  opening: { of: "many", at: "#/search?q=chassis", opens: "mail/04-empty-chassis.eml", shows: "Open it for me" },
  looking: { of: "many", at: `#/search?mode=regex&q=${encodeURIComponent(SLOW)}`, shows: "seconds at most", moves: true },
  cutshort: { of: "many", at: `#/search?mode=regex&q=${encodeURIComponent(SLOW)}`, shows: "Look everywhere", patience: 90_000 },
};

const names = process.argv.slice(2);
const unknown = names.filter((name) => !(name in VIEWS));
if (unknown.length > 0) {
  console.error(`no view is called ${unknown.join(", ")}; views are ${Object.keys(VIEWS).join(", ")}`);
  process.exit(2);
}

const home = await folder();
try {
  const cases = { sample: await buildSample(home.path) };
  const wanted = names.length > 0 ? names : Object.keys(VIEWS);
  for (const [of, build] of [["more", buildMore], ["many", buildMany]]) {
    if (wanted.some((name) => VIEWS[name].of === of)) cases[of] = await build(home.path, cases.sample);
  }
  for (const theme of THEMES) {
    await mkdir(join(home.path, "profile"), { recursive: true });
    await writeFile(join(home.path, "profile", "settings.json"), JSON.stringify({ author: "M. Reporter", theme }));
    for (const [width, height] of SIZES) {
      for (const name of wanted) await shoot(name, cases[VIEWS[name].of ?? "sample"], theme, width, height);
    }
  }
} finally {
  await home.remove();
}

async function shoot(name, path, theme, width, height) {
  const { at, opens, presses, closed, does, shows, finds, keys, moves, patience } = VIEWS[name];
  const window = await open({ home: home.path, args: closed ? [] : [path] });
  try {
    await window.resize(width, height);
    if (at) {
      await window.shows("Library");
      const place = opens ? `${at}${at.includes("?") ? "&" : "?"}doc={${opens}}&unit=1` : at;
      await window.go(await withIds(window, path, place));
    }
    if (presses) await window.press(presses);
    await window.shows(shows, patience);
    if (does) await does(window, path);
    if (finds) await window.find(finds);
    if (keys) await window.keys(...keys);
    if (!moves) await window.settled();
    await window.wait("Promise.all(document.getAnimations().filter((one) => one.effect.getComputedTiming().endTime < 5_000).map((one) => one.finished)).finally(() => requestAnimationFrame(() => requestAnimationFrame(done)))");
    const file = join(OUT, `${name}-${theme}-${width}x${height}.png`);
    await run("import", ["-window", "root", "-crop", `${width}x${height}+0+0`, "+repage", file]);
    console.log(file);
  } finally {
    await window.close();
  }
}

/** An address with the ids of the documents that it names. */
async function withIds(window, path, address) {
  if (!address.includes("{")) return address;
  const { documents } = await window.call("documents", { case: path });
  return address.replace(/\{(.+?)\}/g, (_, named) => documents.find(({ paths }) => paths.includes(named)).id);
}

async function chooseName(window) {
  await window.press("Found ", "[aria-label='Which names'] button");
  await window.run("document.querySelector('main [role=grid]').focus()");
  for (let n = 0; n < 14; n++) await window.keys(Keys.Down);
}

async function showReveals(window) {
  await window.keys(Keys.Control, "i");
  await window.find("section[aria-label='What this file reveals'] h3");
  await window.settled();
  await window.run("const section = document.querySelector(\"section[aria-label='What this file reveals']\"); section.parentElement.scrollTop = section.offsetTop - section.parentElement.offsetTop - 16;");
}

async function showPrivilege(window) {
  await window.keys(Keys.Control, ",");
  await window.press("Privilege list", "button");
  await window.shows("Mail domain, M. Reporter");
}

async function correctLine(window, path) {
  await window.press("Show the picture", "button");
  await select(window, path, "MSKU");
  await window.press("Put right", "[role=toolbar] button");
}
