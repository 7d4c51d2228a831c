// Pictures of the real window: every view, or those named, in light and dark and in two sizes.

import { execFile } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { Keys, folder, open } from "./window.mjs";

const run = promisify(execFile);
const OUT = process.env.CASEBOUND_SHOTS;
const SIZES = [[1280, 800], [1600, 1000]];
const THEMES = ["light", "dark"];

/** What each view shows: where it is, the document that is open, the text and the element that say it is there, and the keys pressed. */
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
};

const names = process.argv.slice(2);
const unknown = names.filter((name) => !(name in VIEWS));
if (unknown.length > 0) {
  console.error(`no view is called ${unknown.join(", ")}; views are ${Object.keys(VIEWS).join(", ")}`);
  process.exit(2);
}

const home = await folder();
try {
  const sample = await buildSample(home.path);
  for (const theme of THEMES) {
    await mkdir(join(home.path, "profile"), { recursive: true });
    await writeFile(join(home.path, "profile", "settings.json"), JSON.stringify({ author: "M. Reporter", theme }));
    for (const [width, height] of SIZES) {
      for (const name of names.length > 0 ? names : Object.keys(VIEWS)) await shoot(name, sample, theme, width, height);
    }
  }
} finally {
  await home.remove();
}

async function shoot(name, sample, theme, width, height) {
  const { at, opens, presses, closed, shows, finds, keys } = VIEWS[name];
  const window = await open({ home: home.path, args: closed ? [] : [sample] });
  try {
    await window.resize(width, height);
    if (at) {
      await window.shows("Library");
      await window.go(opens ? `${at}${at.includes("?") ? "&" : "?"}doc=${await idOf(window, sample, opens)}&unit=1` : at);
    }
    if (presses) await window.press(presses);
    await window.shows(shows);
    if (finds) await window.find(finds);
    if (keys) await window.keys(...keys);
    await window.settled();
    const file = join(OUT, `${name}-${theme}-${width}x${height}.png`);
    await run("import", ["-window", "root", "-crop", `${width}x${height}+0+0`, "+repage", file]);
    console.log(file);
  } finally {
    await window.close();
  }
}

async function idOf(window, sample, path) {
  const { documents } = await window.call("documents", { case: sample });
  return documents.find(({ paths }) => paths.includes(path)).id;
}

/** The sample case, built by the program beside the app. */
async function buildSample(path) {
  const sample = join(path, "sample");
  const casebound = join(process.env.CASEBOUND_APP, "..", "casebound");
  // 3 says that some files could not be read: the sample has such on purpose.
  await run(casebound, ["--author", "M. Reporter", "demo", sample], { env: { ...process.env, CASEBOUND_PROFILE: join(path, "profile") } })
    .catch((error) => { if (error.code !== 3) throw error; });
  return sample;
}
