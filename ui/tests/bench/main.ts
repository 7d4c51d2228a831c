/**
 * Frames a second while long things move: `npm run dev`, then /tests/bench/?events=10000&many=200000 in a browser;
 * `cargo xtask bench --window` shows it in the system's web view. When it is done the window's title is "done" and
 * `window.frames_per_second` holds the numbers.
 */
import { mount } from "svelte";
import { sampleHost } from "../../src/host/sample";
import "../../src/shared/style/fonts.css";
import "../../src/shared/style/tokens.css";
import "../../src/shared/style/base.css";
import "../../src/shared/style/menu.css";
import Root from "../../src/shell/Root.svelte";
import { App } from "../../src/state/app.svelte";

interface Measured {
  name: string;
  frames: number;
  /** The longest time between two frames in ms. */
  worst: number;
}

declare global {
  interface Window {
    frames_per_second?: Measured[];
  }
}

const LASTS_MS = 3000;
const params = new URLSearchParams(location.search);
if (!params.has("events")) params.set("events", "10000");
if (!params.has("many")) params.set("many", "200000");
location.hash = "#/timeline";
const app = new App(sampleHost(params), window);
mount(Root, { target: document.getElementById("app")!, props: { app } });

const canvas = await appears("canvas");
const lanes = await appears("[role=application]");
// Loading ends here: what follows is movement alone.
await document.fonts.ready;
await drawn();
const results = [
  await measure("timeline pan", () => wheel({ deltaX: 40 })),
  await measure("timeline lanes", () => (lanes.scrollTop = (lanes.scrollTop + 40) % (lanes.scrollHeight - lanes.clientHeight))),
  await measure("timeline zoom in", () => wheel({ deltaY: -6, ctrlKey: true })),
  await measure("timeline pan close", () => wheel({ deltaX: -60 })),
  await measure("timeline zoom out", () => wheel({ deltaY: 6, ctrlKey: true })),
];
location.hash = "#/library";
const list = await appears("main [role=grid]");
results.push(
  await measure("list", () => (list.scrollTop = (list.scrollTop + 40) % (list.scrollHeight - list.clientHeight))),
  // A screen and more a frame: every row is another one.
  await measure("list fast", () => (list.scrollTop = (list.scrollTop + 3000) % (list.scrollHeight - list.clientHeight))),
);
window.frames_per_second = results;
document.title = "done";
const shown = document.createElement("pre");
shown.textContent = results.map(({ name, frames, worst }) => `${name}: ${frames.toFixed(1)} frames/s, longest ${worst.toFixed(0)} ms`).join("\n");
document.body.prepend(shown);

function wheel(how: WheelEventInit): void {
  const at = canvas.getBoundingClientRect();
  lanes.dispatchEvent(new WheelEvent("wheel", { clientX: at.left + at.width / 2, clientY: at.top + at.height / 2, bubbles: true, cancelable: true, ...how }));
}

/** Does something before every frame and counts the frames. */
async function measure(name: string, step: () => void): Promise<Measured> {
  let n_frames = 0;
  let worst = 0;
  const began = performance.now();
  let last = began;
  await new Promise<void>((resolve) => {
    const frame = (): void => {
      const now = performance.now();
      worst = Math.max(worst, now - last);
      last = now;
      n_frames++;
      step();
      if (now - began < LASTS_MS) requestAnimationFrame(frame);
      else resolve();
    };
    requestAnimationFrame(frame);
  });
  return { name, frames: (n_frames * 1000) / (last - began), worst };
}

/** Two frames have come: the first may have been asked for before. */
async function drawn(): Promise<void> {
  for (let n = 0; n < 2; n++) await new Promise((resolve) => requestAnimationFrame(resolve));
}

async function appears(selector: string): Promise<HTMLElement> {
  for (;;) {
    const found = document.querySelector<HTMLElement>(selector);
    if (found && found.clientHeight > 0) return found;
    await new Promise((resolve) => requestAnimationFrame(resolve));
  }
}
