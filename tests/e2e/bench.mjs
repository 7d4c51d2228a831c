// Measures the window and prints one JSON document. `cargo xtask bench --window` starts it in a display and judges.

import { execFile } from "node:child_process";
import { rm, mkdir, writeFile } from "node:fs/promises";
import { loadavg } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { frames } from "./bench/frames.mjs";
import { openScreen } from "./screen.mjs";
import { openPages, selectMany, tour, typeWhileBusy } from "./bench/session.mjs";
import { start } from "./bench/start.mjs";
import { folder, open } from "./window.mjs";

const run = promisify(execFile);
const { CASEBOUND_APP: APP, CASEBOUND_SCREEN: SCREEN, CASEBOUND_BENCH_PAGES: PAGES, CASEBOUND_CORPUS_CASE: CORPUS } = process.env;
const N_STARTS = 12;
const N_SESSIONS = 3;
const N_FRAMES = 3;
/** Drawing workers without work have gone by then. */
const RESTS_MS = 6_000;
const N_LETTERS = 6000;
/** Of a corpus: so many PDFs, the first page of each. */
const N_CORPUS = 200;
const TYPED = "quillmarrow systems export licence graphics processors letter of credit";

const home = await folder();
try {
  const sample = join(home.path, "sample");
  await mkdir(join(home.path, "profile"), { recursive: true });
  await writeFile(join(home.path, "profile", "settings.json"), JSON.stringify({ author: "M. Reporter", theme: "light" }));
  const casebound = join(APP, "..", "casebound");
  // 3 says that some files could not be read: the sample has such on purpose.
  await run(casebound, ["--author", "M. Reporter", "demo", sample], { env: { ...process.env, CASEBOUND_PROFILE: join(home.path, "profile") } })
    .catch((error) => { if (error.code !== 3) throw error; });
  const report = { load_before: loadavg()[0] };
  const say = (what) => process.stderr.write(`measuring ${what}\n`);

  say("starts");
  const screen = await openScreen(SCREEN);
  const starts = [];
  for (let n = 0; n < N_STARTS; n++) starts.push(await start(home.path, APP, sample, screen));
  await screen.close();
  report.start = { first: starts.map(({ first }) => first), complete: starts.map(({ complete }) => complete) };
  report.memory_at_rest = starts.map(({ memory }) => memory.total);

  const pages = { times: [], undrawn: 0 };
  const selected = [];
  report.memory = {};
  for (let n = 0; n < N_SESSIONS; n++) {
    say(`session ${n + 1} of ${N_SESSIONS}`);
    await rm(join(sample, "pages"), { recursive: true, force: true });
    const window = await open({ home: home.path, args: [sample] });
    try {
      const { taken, look } = await tour(window, APP);
      const opened = await openPages(window, sample, Infinity, Infinity);
      await look("paging");
      await new Promise((resolve) => setTimeout(resolve, RESTS_MS));
      await look("pages");
      pages.times.push(...opened.times);
      pages.undrawn += opened.undrawn;
      for (const [view, memory] of Object.entries(taken)) (report.memory[view] ??= []).push(memory);
    } finally {
      await window.close();
    }
  }
  report.pages = pages;

  say("selecting and typing");
  const window = await open({ home: home.path, args: [sample] });
  try {
    await window.shows("Library");
    for (let n = 0; n < N_SESSIONS; n++) selected.push(await selectMany(window, sample, home.path));
    report.selecting = selected;
    report.typing = await typeWhileBusy(window, sample, join(home.path, "letters"), N_LETTERS, TYPED);
  } finally {
    await window.close();
  }

  if (CORPUS) {
    say("pages of the corpus");
    const window = await open({ home: home.path, args: [CORPUS] });
    try {
      await window.shows("Library");
      report.corpus_pages = await openPages(window, CORPUS, N_CORPUS, 1);
    } finally {
      await window.close();
    }
  }

  say("frames");
  report.frames = await frames(home.path, PAGES, N_FRAMES);
  report.load_after = loadavg()[0];
  console.log(JSON.stringify(report));
} finally {
  await home.remove();
}
