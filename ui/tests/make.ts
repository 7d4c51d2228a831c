import { type RenderResult, render } from "@testing-library/svelte";
import { tick } from "svelte";
import { type Handlers, type MemoryHost, memoryHost } from "../src/host/memory";
import { sampleHandlers } from "../src/host/sample";
import Root from "../src/shell/Root.svelte";
import { App } from "../src/state/app.svelte";

/** A window over the invented case; `handlers` answer in place of its own. Waits until it is drawn. */
export async function openWindow(
  hash = "",
  handlers: Handlers = {},
): Promise<{ app: App; host: MemoryHost; view: RenderResult<typeof Root> }> {
  const made = makeApp(hash, handlers);
  const view = render(Root, { app: made.app });
  await made.app.openCase("/cases/johor");
  await settle();
  return { ...made, view };
}

/** The same without a case: the start view. */
export async function openStart(handlers: Handlers = {}): Promise<{ app: App; host: MemoryHost }> {
  const made = makeApp("", handlers);
  render(Root, { app: made.app });
  await settle();
  return made;
}

export function makeApp(hash = "", handlers: Handlers = {}): { app: App; host: MemoryHost } {
  window.history.replaceState(null, "", `/${hash}`);
  const host = memoryHost({ ...sampleHandlers(), ...handlers });
  return { app: new App(host, window), host };
}

/** Lets promises and drawing come to rest. */
export async function settle(): Promise<void> {
  for (let n = 0; n < 10; n++) {
    await new Promise((resolve) => setTimeout(resolve, 0));
    await tick();
  }
}
