// What is measured in one session of the real window: opening hits, typing while files come in, selecting many words.

import { writePage, writeLetters } from "./made.mjs";
import { memory, ofApp } from "../processes.mjs";
import { until } from "../window.mjs";
import { join } from "node:path";

/** The longest a page may take before it is counted as not drawn. */
const PATIENCE_MS = 20_000;

/** ms from opening a hit on a page to its picture on the screen, for the first pages of PDFs that are not drawn yet. */
export async function openPages(window, sample, n_documents, n_pages) {
  const { documents } = await window.call("documents", { case: sample });
  const pdfs = documents.filter(({ kind, state, units }) => kind === "pdf" && (state === "indexed" || state === "partly") && units > 0);
  const times = [];
  let undrawn = 0;
  for (const { id, units } of pdfs.slice(0, n_documents)) {
    for (let unit = 1; unit <= Math.min(units, n_pages); unit++) {
      const ms = await window.wait(
        // As a hit's row does it: the place changes, the rest is the window's.
        `const [doc, unit, patience] = arguments;
         const began = performance.now();
         location.hash = "#/search?q=chassis&doc=" + doc + "&unit=" + unit;
         const look = async () => {
           const page = document.querySelector('section.page[data-page="' + unit + '"]');
           const image = page?.querySelector("img");
           if (image?.src.includes(doc) && image.complete && image.naturalWidth > 0) {
             await image.decode();
             requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now() - began)));
           } else if (page?.querySelector(".undrawn") || performance.now() - began > patience) done(null);
           else requestAnimationFrame(look);
         };
         look();`, id, unit, PATIENCE_MS);
      if (ms === null) undrawn++;
      else times.push(ms);
      // A reader reads; meanwhile the neighbours are drawn.
      await window.settled();
    }
  }
  return { times, undrawn };
}

/** Types into the search field while letters are taken in: delays of keys, and whether every one has come. */
export async function typeWhileBusy(window, sample, folder, n_letters, text) {
  await writeLetters(folder, n_letters, 1500);
  await window.go("#/search");
  await window.find("#search-field");
  await window.run(
    `const field = document.getElementById("search-field");
     field.focus();
     window.delays = [];
     let pressed;
     addEventListener("keydown", (event) => (pressed = event.timeStamp), true);
     // The letter is in the field; it is on the screen with the next frame.
     field.addEventListener("input", () => { const from = pressed; requestAnimationFrame(() => requestAnimationFrame(() => delays.push(performance.now() - from))); });`);
  const job = await window.run("return window.__TAURI_INTERNALS__.invoke('start', { name: 'ingest', request: { case: arguments[0], paths: [arguments[1]], source: 'KITE' } })", sample, folder);
  const began = performance.now();
  await until("files come in", async () => (await window.call("case", { case: sample })).counts.documents > 60);
  for (const letter of text) await window.keys(letter);
  const seconds = (performance.now() - began) / 1000;
  const { value, delays } = await window.run("return { value: document.getElementById('search-field').value, delays }");
  const before = (await window.call("case", { case: sample })).counts.documents;
  const isBusy = before < n_letters;
  await window.run("return window.__TAURI_INTERNALS__.invoke('cancel', { job: arguments[0] })", job);
  return { typed: text.length, arrived: [...value].filter((letter, idx) => letter === text[idx]).length, delays, busy_to_the_end: isBusy, documents_when_done: before, seconds };
}

/** Selects the words of a page bit by bit, as a drag does: the worst frame, and ms until the bar offers what to do. */
export async function selectMany(window, sample, folder) {
  const file = join(folder, "small-print.pdf");
  const n_words = await writePage(file);
  await window.call("ingest", { case: sample, paths: [file], source: "KITE" });
  const { documents } = await window.call("documents", { case: sample });
  const { id } = documents.find(({ paths }) => paths.includes("small-print.pdf"));
  await window.go(`#/library?doc=${id}&unit=1`);
  await window.find("section.page img");
  await until("the words are there", () => window.run("return document.querySelectorAll('section.page [data-unit=\"1\"][data-start]').length > 0"));
  await window.settled();
  const measured = await window.wait(
    `const holders = [...document.querySelectorAll('section.page [data-unit="1"][data-start]')];
     const nodes = holders.map((holder) => document.createTreeWalker(holder, NodeFilter.SHOW_TEXT).nextNode()).filter(Boolean);
     const STEPS = 60;
     let [step, last, worst, frames] = [0, undefined, 0, 0];
     const began = performance.now();
     document.querySelector("section.page").dispatchEvent(new PointerEvent("pointerdown", { bubbles: true }));
     const bar = (from) => {
       if (document.querySelector('[aria-label="What to do with the selected words"]')) requestAnimationFrame(() => done({ worst, frames, seconds: (last - began) / 1000, bar: performance.now() - from, chosen: nodes.filter((node) => getSelection().containsNode(node)).length }));
       else if (performance.now() - from > 5000) done({ worst, frames, seconds: 0, bar: null, chosen: 0 });
       else requestAnimationFrame(() => bar(from));
     };
     const frame = () => {
       const now = performance.now();
       if (last !== undefined) { worst = Math.max(worst, now - last); frames++; }
       last = now;
       if (step < STEPS) {
         step++;
         const to = nodes[Math.ceil(nodes.length * step / STEPS) - 1];
         getSelection().setBaseAndExtent(nodes[0], 0, to, to.data.length);
         requestAnimationFrame(frame);
       } else {
         const from = performance.now();
         document.querySelector("section.page").dispatchEvent(new PointerEvent("pointerup", { bubbles: true }));
         bar(from);
       }
     };
     requestAnimationFrame(frame);`);
  return { words: n_words, ...measured };
}

/** Looks at the views one after the other; the memory of all processes after each. */
export async function tour(window, app) {
  const taken = {};
  const look = async (name) => {
    await window.settled();
    taken[name] = memory(ofApp(window.process, app));
  };
  await window.shows("Library");
  await look("library");
  for (const [name, at, shows] of [["search", "#/search?q=chassis", "chassis"], ["entities", "#/entities", "Quillmarrow"], ["timeline", "#/timeline", "events"]]) {
    await window.go(at);
    await window.shows(shows);
    await look(name);
  }
  return { taken, look };
}
