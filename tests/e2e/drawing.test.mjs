// A window that comes up blank is noticed, and drawn in a way that works here.

import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { promisify } from "node:util";
import { end, ofApp, variable } from "./processes.mjs";
import { isDrawn, openScreen } from "./screen.mjs";
import { environment, folder, session, until } from "./window.mjs";

const APP = process.env.CASEBOUND_APP;
const NO_DMABUF = "WEBKIT_DISABLE_DMABUF_RENDERER";
const NO_COMPOSITING = "WEBKIT_DISABLE_COMPOSITING_MODE";

let home;
let driver;
before(async () => {
  home = await folder();
  driver = join(home.path, "driver.so");
  await promisify(execFile)("cc", ["-shared", "-fPIC", "-o", driver, join(import.meta.dirname, "driver.c"), "-ldl"]);
});
after(() => home?.remove());

test("a window that is blank on the fast way is drawn through plain memory, and at once the next time", async () => {
  const profile = await user("blank");
  await started(profile, { how: "blank", ways: 1 }, async (app) => {
    await app.draws();
    assert.equal(app.variable(NO_DMABUF), "1");
    assert.equal(app.variable(NO_COMPOSITING), undefined);
  });
  assert.match(await note(profile), /^shared-memory\nweb view [\d.]+; /);
  // With a driver that is whole the fast way would do: what was found out is not tried again with every start.
  await started(profile, undefined, async (app) => {
    await app.draws();
    assert.equal(app.variable(NO_DMABUF), "1");
  });
});

test("where plain memory does not help either, the driver is left out", async () => {
  const profile = await user("blank twice");
  await started(profile, { how: "blank", ways: 2 }, async (app) => {
    await app.draws();
    assert.equal(app.variable(NO_COMPOSITING), "1");
  });
  assert.match(await note(profile), /^software\n/);
});

test("where the process that draws ends at once, a safer way is taken", async () => {
  const profile = await user("ends");
  await started(profile, { how: "ends", ways: 1 }, async (app) => {
    await app.draws();
    assert.equal(app.variable(NO_DMABUF), "1");
  });
});

test("what was found out with another driver does not count", async () => {
  const profile = await user("another");
  await mkdir(profile.profile, { recursive: true });
  await writeFile(join(profile.profile, "drawing"), "software\nweb view 1.0; another driver 1\n");
  await started(profile, undefined, async (app) => {
    await app.draws();
    assert.equal(app.variable(NO_COMPOSITING), undefined);
    assert.equal(app.variable(NO_DMABUF), undefined);
  });
});

/** Folders of somebody who starts the app for the first time. */
async function user(name) {
  const path = join(home.path, name);
  await mkdir(path);
  return { path, profile: join(path, "profile") };
}

function note({ profile }) {
  return readFile(join(profile, "drawing"), "utf8");
}

/** Starts the app as the system has it, on a screen of its own, with a driver that is broken in some way. */
async function started({ path }, broken, look) {
  const pixels = join(path, `screen-${broken?.how ?? "whole"}`);
  await mkdir(pixels);
  const server = spawn("Xvfb", ["-displayfd", "1", "-noreset", "-screen", "0", "1280x800x24", "-fbdir", pixels], { stdio: ["ignore", "pipe", "ignore"] });
  const number = await new Promise((resolve) => server.stdout.once("data", (data) => resolve(String(data).trim())));
  const [program, ...words] = [...(await session(path)), "env", ...(broken ? [`LD_PRELOAD=${driver}`, `BROKEN_HOW=${broken.how}`, `BROKEN_WAYS=${broken.ways}`] : []), APP];
  const env = { ...environment(path), DISPLAY: `:${number}` };
  delete env[NO_DMABUF];
  const shell = spawn(program, words, { stdio: "ignore", detached: true, env });
  const screen = await openScreen(pixels);
  try {
    await look({
      draws: () => until("the window shows something", () => isDrawn(screen.look())),
      variable: (name) => variable(ofApp(shell.pid, APP)[0], name),
    });
  } finally {
    await screen.close();
    await end(shell);
    server.kill();
  }
}
