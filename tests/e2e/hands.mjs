// What a person does in the window: chooses words, fills in forms, reads what is there.

import { Keys, until } from "./window.mjs";

/** The first run: signs, and opens the sample case. */
export async function firstRun(window) {
  await window.shows("Try the sample case");
  await window.type("input[type=text], input:not([type])", "M. Reporter");
  await window.press("Save", "button");
  await window.press("Try the sample case", "button");
  await window.shows("contract-VX-2024-0219.pdf");
}

/** Takes a folder in through the command that a drop starts. */
export function takeIn(window, sample, leak) {
  return window.run(
    "return window.__TAURI_INTERNALS__.invoke('start', { name: 'ingest', request: { case: arguments[0], paths: [arguments[1]], source: 'KITE' } })",
    sample, leak);
}

/** Selects words of the open document and waits for the bar that offers what to do with them. */
export async function select(window, sample, words) {
  const place = new URLSearchParams((await window.run("return location.hash")).split("?")[1]);
  const unit = Number(place.get("unit") ?? 1);
  const { text } = await window.call("unit", { case: sample, doc: place.get("doc"), unit });
  const at = [...text.slice(0, text.indexOf(words))].length;
  await selectSpan(window, unit, at, at + [...words].length);
  await window.find(`[aria-label="What to do with the selected words"]`);
  // The bar comes to rest once it is known what rests on the words.
  await window.settled();
}

/** Selects from one place of a unit's text to another, in Unicode scalars, by the runs that are drawn of it. */
export function selectSpan(window, unit, start, end) {
  return until("the words can be selected", () => window.run(
    `const [unit, start, end] = arguments;
     const runs = [...document.querySelectorAll('[data-unit="' + unit + '"][data-start]')].flatMap((holder) => {
       const walker = document.createTreeWalker(holder, NodeFilter.SHOW_TEXT);
       const found = [];
       // Marks divide a run.
       for (let from = Number(holder.dataset.start), node; (node = walker.nextNode()); from += found.at(-1).letters.length) {
         found.push({ node, from, letters: [...node.data] });
       }
       return found;
     });
     const place = (at, isEnd) => {
       const run = runs.find(({ from, letters }) => (isEnd ? from < at : from <= at) && (isEnd ? at <= from + letters.length : at < from + letters.length));
       return run && [run.node, run.letters.slice(0, at - run.from).join("").length];
     };
     const [from, to] = [place(start, false), place(end, true)];
     if (!from || !to) return false;
     getSelection().setBaseAndExtent(from[0], from[1], to[0], to[1]);
     document.dispatchEvent(new PointerEvent("pointerup", { bubbles: true }));
     return true;`, unit, start, end), () => window.text());
}

/** Fills a field by its label. */
export async function fill(window, label, text) {
  const id = await until(`the field ${label} is there`, () => window.run(
    `const labels = [...document.querySelectorAll("label")].filter((e) => e.getClientRects().length > 0);
     const label = labels.find((e) => e.innerText.trim() === arguments[0]) ?? labels.find((e) => e.innerText.trim().startsWith(arguments[0]));
     const field = label?.control ?? label?.querySelector("input, textarea");
     if (!field) return null;
     field.id ||= "e2e-field";
     field.value = "";
     return field.id;`, label), () => window.text());
  await window.type(`[id="${id}"]`, text);
}

/** Types into the one field that takes the words of a view, in place of what it held. */
export async function ask(window, selector, text) {
  await window.click(selector);
  await window.keys(Keys.Control, "a");
  await window.type(selector, text);
}

/** All that the window says, what it says to screen readers alone included. */
export function everything(window) {
  return window.run("return document.body.textContent");
}

/** Waits until the window holds a text, shown or for screen readers. */
export function holds(window, text) {
  return until(`"${text}" is there`, async () => (await everything(window)).includes(text), () => everything(window));
}
