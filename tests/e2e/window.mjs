// The real window under WebDriver: starts the built app in a display and a D-Bus session of its own, and drives it.
//
// The window is asked through WebKit's own driver, as Tauri's driver would: it only renames a few options.

import { spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

const APP = process.env.CASEBOUND_APP;
const ELEMENT = "element-6066-11e4-a52e-4f735466cecf";
const PATIENCE_MS = Number(process.env.CASEBOUND_PATIENCE_MS ?? 30_000);

/** A bus that starts nothing: desktop services would outlive the test and keep its folder busy. */
const SESSION = `<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN" "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:tmpdir=/tmp</listen>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
`;

/** Keys as WebDriver writes them. */
export const Keys = { Enter: "\uE007", Escape: "\uE00C", Control: "\uE009", Shift: "\uE008", Alt: "\uE00A", Down: "\uE015", Up: "\uE013", Right: "\uE014", Tab: "\uE004" };

/** A profile folder that goes with the test. */
export async function folder() {
  const path = await mkdtemp(join(tmpdir(), "casebound-e2e-"));
  return { path, remove: () => rm(path, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 }) };
}

/** Where a window of tests keeps what it remembers, and how it draws. */
export function environment(home) {
  return {
    ...process.env,
    CASEBOUND_PROFILE: join(home, "profile"),
    XDG_DATA_HOME: join(home, "data"),
    XDG_CONFIG_HOME: join(home, "config"),
    XDG_CACHE_HOME: join(home, "cache"),
    WEBKIT_DISABLE_DMABUF_RENDERER: "1",
    NO_AT_BRIDGE: "1",
  };
}

/** How to start something in a desktop session of its own. */
export async function session(home) {
  const bus = join(home, "session.conf");
  await writeFile(bus, SESSION);
  return ["dbus-run-session", `--config-file=${bus}`, "--"];
}

/**
 * Opens the app's window, or that of another program with the same web view. `home` is its profile and data; `args`
 * name a case; `under` is a program that watches it; `binary` is started in the app's place.
 */
export async function open({ home, binary = APP, args = [], env = {}, under = [] }) {
  if (!binary) throw new Error("CASEBOUND_APP does not say where the app is");
  const port = await freePort();
  const [program, ...words] = [...under, ...(await session(home)), "WebKitWebDriver", `--port=${port}`];
  const driver = spawn(program, words, {
    stdio: ["ignore", "ignore", "inherit"],
    detached: true,
    env: { ...environment(home), TAURI_AUTOMATION: "true", TAURI_WEBVIEW_AUTOMATION: "true", ...env },
  });
  const base = `http://127.0.0.1:${port}`;
  const stop = () => {
    try {
      process.kill(-driver.pid, "SIGKILL");
    } catch {
      // It had ended by itself.
    }
  };
  try {
    await until("the driver answers", async () => (await fetch(`${base}/status`)).ok);
    const options = { binary, args };
    const capabilities = { alwaysMatch: { "webkitgtk:browserOptions": options } };
    const { sessionId } = await ask(base, "POST", "/session", { capabilities });
    return new Window(base, sessionId, stop, driver.pid);
  } catch (error) {
    stop();
    throw error;
  }
}

/** An open window. */
class Window {
  #session;
  #stop;

  /** `process` has the window's processes below it. */
  constructor(base, id, stop, process) {
    this.process = process;
    this.#session = (method, path, body) => ask(base, method, `/session/${id}${path}`, body);
    this.#stop = stop;
  }

  /** Runs a script in the page; `return` gives its answer. */
  run(script, ...args) {
    return this.#session("POST", "/execute/sync", { script, args });
  }

  /** Runs a script in the page that calls `done` with its answer: its last argument. */
  wait(script, ...args) {
    return this.#session("POST", "/execute/async", { script: `const done = arguments[arguments.length - 1];\n${script}`, args });
  }

  /** Runs a command of the desk as the window does. */
  call(name, request) {
    return this.run("return window.__TAURI_INTERNALS__.invoke('call', { name: arguments[0], request: arguments[1] })", name, request);
  }

  /** The text of the whole window. */
  text() {
    return this.run("return document.body.innerText");
  }

  /** Waits until the window shows a text. */
  shows(text, patience = PATIENCE_MS) {
    return until(`"${text}" is shown`, async () => (await this.text()).includes(text), () => this.text(), patience);
  }

  /** Waits for an element by CSS selector. */
  find(selector) {
    return until(`${selector} is there`, async () => (await this.#all(selector))[0], () => this.text());
  }

  async #all(selector) {
    const found = await this.#session("POST", "/elements", { using: "css selector", value: selector });
    return found.map((element) => element[ELEMENT]);
  }

  /** Waits for a control by what it is called for a screen reader, else by its text, and clicks it. */
  async press(name, role = "button, a, [role=button], [role=menuitem], [role=option], [role=tab], [role=radio], [role=row], li") {
    const mark = `e2e-${Math.round(performance.now() * 1000)}`;
    // A list may be drawn anew between the two: it is looked for again.
    await until(`${name} can be pressed`, async () => {
      const isThere = await this.run(
        `const [name, role, mark] = arguments;
         const named = (e) => (e.getAttribute("aria-label") ?? e.innerText ?? "").trim().replace(/\\s+/g, " ");
         const all = [...document.querySelectorAll(role)].filter((e) => e.getClientRects().length > 0 && !e.disabled);
         const found = all.find((e) => named(e) === name) ?? all.find((e) => named(e).startsWith(name)) ?? all.find((e) => named(e).includes(name));
         found?.setAttribute("data-e2e", mark);
         return Boolean(found);`, name, role, mark);
      const [found] = isThere ? await this.#all(`[data-e2e="${mark}"]`) : [];
      if (found) await this.#session("POST", `/element/${found}/click`, {});
      return found;
    }, () => this.text());
  }

  async click(selector) {
    await this.#session("POST", `/element/${await this.find(selector)}/click`, {});
  }

  /** Types into an element. */
  async type(selector, text) {
    await this.#session("POST", `/element/${await this.find(selector)}/value`, { text });
  }

  /** Presses keys wherever the focus is: a key, or several held together. */
  async keys(...keys) {
    const down = keys.map((value) => ({ type: "keyDown", value }));
    const up = keys.toReversed().map((value) => ({ type: "keyUp", value }));
    await this.#session("POST", "/actions", { actions: [{ type: "key", id: "keyboard", actions: [...down, ...up] }] });
  }

  /** Goes to an address inside the window: `#/timeline`. */
  go(address) {
    return this.run("location.hash = arguments[0]", address);
  }

  /** Waits until nothing moves or loads: two looks at the window's content agree. */
  async settled() {
    let before = "";
    await until("the window settles", async () => {
      const now = await this.run(
        `const busy = document.querySelectorAll("[aria-busy=true]").length;
         const pictures = [...document.images].filter((image) => !image.complete).length;
         return busy + pictures > 0 ? "" : document.body.innerHTML.length + " " + document.getAnimations().length;`);
      const is_same = now !== "" && now === before;
      before = now;
      return is_same;
    });
  }

  /** Opens an address of the web. */
  load(url) {
    return this.#session("POST", "/url", { url });
  }

  async resize(width, height) {
    await this.#session("POST", "/window/rect", { x: 0, y: 0, width, height });
  }

  async close() {
    try {
      await this.#session("DELETE", "", undefined);
    } finally {
      this.#stop();
    }
  }
}

/** Waits until something holds, and says what did not. */
export async function until(what, holds, detail = async () => "", patience = PATIENCE_MS) {
  const end = performance.now() + patience;
  for (;;) {
    let trouble = "";
    try {
      const answer = await holds();
      if (answer) return answer;
    } catch (error) {
      trouble = ` (${error.message})`;
    }
    if (performance.now() > end) throw new Error(`waited in vain: ${what}${trouble}\n${await detail().catch(() => "")}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function ask(base, method, path, body) {
  const response = await fetch(base + path, { method, body: body === undefined ? undefined : JSON.stringify(body) });
  const { value } = await response.json();
  if (!response.ok) throw new Error(`${method} ${path}: ${value?.message ?? response.status}`);
  return value;
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}
