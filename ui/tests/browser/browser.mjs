// The window in headless Chromium: over the test host, which runs real commands, or over the invented case in memory.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { chromium } from "playwright-core";
import { preview } from "vite";

const UI = resolve(import.meta.dirname, "../..");
const HOST = process.env.CASEBOUND_TESTHOST;
const CHROMIUM = process.env.CASEBOUND_CHROMIUM ?? "/usr/bin/chromium";
const PATIENCE_MS = Number(process.env.CASEBOUND_PATIENCE_MS ?? 30_000);
const AXE = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** A test host with a profile of its own, and where it answers. */
export async function startHost() {
  assert.ok(HOST, "CASEBOUND_TESTHOST does not say where the test host is");
  const home = await mkdtemp(join(tmpdir(), "casebound-browser-"));
  const env = { ...process.env, CASEBOUND_PROFILE: join(home, "profile"), XDG_DATA_HOME: join(home, "data"), HOME: home };
  const worker = HOST.replace(/casebound-testhost(\.exe)?$/, "casebound$1");
  const host = spawn(HOST, ["0", join(UI, "dist/http"), worker], { env, stdio: ["ignore", "pipe", "inherit"] });
  const url = await new Promise((told, failed) => {
    host.stdout.on("data", (text) => told(String(text).trim()));
    host.on("exit", (code) => failed(new Error(`the test host ended with ${code}`)));
  });
  return {
    url,
    home,
    async stop() {
      host.kill();
      await rm(home, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
    },
  };
}

/** The invented case in memory, as `npm run dev` shows it. */
export async function startMemory() {
  const server = await preview({ root: UI, mode: "development", logLevel: "error", build: { outDir: "dist/memory" }, preview: { port: await freePort(), host: "127.0.0.1" } });
  return { url: server.resolvedUrls.local[0].replace(/\/$/, ""), stop: () => server.close() };
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

export function startBrowser() {
  // As root, as in a container, Chromium runs only without its own sandbox: what it shows here is ours alone.
  return chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox", "--disable-dev-shm-usage"] });
}

/** A page on which every failure in the window's own code fails the test. */
export async function openPage(browser, { theme = "light", size = [1280, 800] } = {}) {
  const context = await browser.newContext({ colorScheme: theme, reducedMotion: "reduce", viewport: { width: size[0], height: size[1] } });
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  page.failures = [];
  page.on("pageerror", (error) => page.failures.push(String(error.stack ?? error)));
  await page.addInitScript(AXE);
  return page;
}

/** What axe finds, a line each; at once where the page is not to come to rest first. */
export async function findings(page, atOnce = false) {
  if (!atOnce) await settled(page);
  const violations = await page.evaluate(async () => {
    const { violations } = await axe.run(document, { resultTypes: ["violations"] });
    // An open menu stands at the end of the page, in no landmark: one comes into it by its button and leaves it by Escape.
    const MENU = "[role=menu], [role=listbox]";
    const isOpenMenu = ({ target: [selector] }) => {
      const at = document.querySelector(selector);
      return !document.getElementById("app").contains(at) && (at.closest(MENU) ?? at.querySelector(MENU)) !== null;
    };
    return violations.map(({ id, nodes }) => ({ id, nodes: id === "region" ? nodes.filter((node) => !isOpenMenu(node)) : nodes }));
  });
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 200)} ${failureSummary.replaceAll(/\s+/g, " ").slice(0, 300)}`));
}

/** Waits until nothing is loading, moving or being drawn any more. */
export async function settled(page) {
  let before = "";
  for (const since = Date.now(); Date.now() - since < PATIENCE_MS; ) {
    const now = await page.evaluate(() => {
      const busy = document.querySelectorAll("[aria-busy=true]").length + document.getAnimations().length;
      const pictures = [...document.images].filter((image) => !image.complete).length;
      return busy + pictures > 0 ? "" : document.body.innerHTML;
    });
    if (now !== "" && now === before) return;
    before = now;
    await page.waitForTimeout(60);
  }
  throw new Error("the page does not come to rest");
}

/**
 * What can be pressed but not reached without a pointer: neither by Tab, nor inside something whose parts the arrow keys
 * go to, nor the label of something that is.
 */
export function unreachable(page) {
  return page.evaluate(() => {
    const WIDGETS = "[role=grid],[role=listbox],[role=radiogroup],[role=tablist],[role=menu],[role=menubar],[role=tree],[role=application],[role=toolbar]";
    const listens = (element) => {
      const events = Object.getOwnPropertySymbols(element).find((symbol) => symbol.description === "events");
      return events !== undefined && "click" in element[events];
    };
    const isSeen = (element) => element.checkVisibility({ visibilityProperty: true }) && element.getClientRects().length > 0;
    const widget = (element) => element.parentElement?.closest(WIDGETS);
    const byKeys = (element) => {
      const inside = widget(element);
      if (!inside) return false;
      const focus = document.activeElement;
      return inside.tabIndex >= 0 || inside.contains(focus) || inside.querySelector("[tabindex='0'], input, button:not([tabindex])") || focus?.getAttribute("aria-controls") === inside.id;
    };
    return [...document.querySelectorAll("*")]
      .filter((element) => isSeen(element) && !element.inert && (listens(element) || element.matches("button, a[href], input, select, textarea")))
      .filter((element) => !element.matches(":disabled, [aria-disabled=true], [role=presentation]"))
      .filter((element) => element.tabIndex < 0 && !byKeys(element) && !(element instanceof HTMLLabelElement && element.control))
      .map((element) => element.outerHTML.slice(0, 160));
  });
}
