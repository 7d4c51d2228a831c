// A whole session under a watch on system calls: nothing is asked of any network, and nothing of a case is left outside
// it.

import assert from "node:assert/strict";
import { chmod, mkdir, readFile, readdir, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { after, before, test } from "node:test";
import { SECRETS, walk, writeLeak } from "./session.mjs";
import { folder, open } from "./window.mjs";

const NETWORK = "connect,sendto,sendmsg,bind";
const WRITING = "open,openat,creat,mkdir,mkdirat,rename,renameat,renameat2,link,linkat,symlink,symlinkat";

let home;
let sample;
let leak;
let names;
let calls;
before(async () => {
  home = await folder();
  [sample, leak] = [join(home.path, "user/data/casebound/sample"), join(home.path, "leak")];
  await writeLeak(leak);
  for (const name of ["user/run", "user/tmp"]) await mkdir(join(home.path, name), { recursive: true, mode: 0o700 });
  // What the app says on its outputs is what a desktop would write into its logs.
  const app = join(home.path, "app");
  await writeFile(app, `#!/bin/sh\nexec "${process.env.CASEBOUND_APP}" "$@" >>"${join(home.path, "user/said.log")}" 2>&1\n`);
  await chmod(app, 0o755);
  const log = join(home.path, "calls");
  const user = join(home.path, "user");
  const window = await open({
    home: user,
    binary: app,
    env: { HOME: user, TMPDIR: join(user, "tmp"), XDG_RUNTIME_DIR: join(user, "run"), XDG_STATE_HOME: join(user, "state") },
    under: ["strace", "-f", "-qq", "-y", "-o", log, "-e", `trace=${NETWORK},${WRITING}`],
  });
  try {
    names = await walk(window, { sample, leak });
  } finally {
    await window.close();
  }
  calls = joined((await readFile(log, "utf8")).split("\n"));
});
after(() => home?.remove());

test("a session opens no connection but to this machine's own driver of the test", () => {
  const internet = calls.filter((call) => /AF_INET6?,/.test(call));
  // The driver listens on the loopback address, and what it starts looks there first.
  const away = internet.filter((call) => !/inet_addr\("127\.0\.0\.1"\)|inet_pton\(AF_INET6, "::1"/.test(call));
  assert.deepEqual(away, []);
  assert.ok(internet.length > 0, "the watch sees what the test's own driver opens");
});

test("a session writes nowhere but into the folders of its user", () => {
  const written = calls.filter((call) => /O_CREAT|O_WRONLY|O_RDWR|\b(creat|mkdir|rename|link|symlink)[a-z0-9]*\(/.test(call) && !/\) += -1 /.test(call));
  const targets = new Set(written.map(targetOf).filter((path) => path !== undefined));
  assert.ok([...targets].some((path) => path.startsWith(sample)), "the watch sees what is written into the case");
  assert.deepEqual([...targets].filter((path) => !path.startsWith(`${home.path}/user/`) && !/^\/(dev|proc)\//.test(path)), []);
});

test("nothing that was read, typed or made is left outside the case, nor where the case is, once the list is off", async () => {
  const secrets = [...Object.values(SECRETS), "winterlamp", "casebound/sample", ...names];
  const files = await filesIn(join(home.path, "user"));
  const outside = files.filter((path) => !path.startsWith(sample));
  for (const one of ["profile/settings.json", "profile/cases/", "said.log", "data/org.casebound.app/"]) {
    assert.ok(outside.some((path) => path.includes(`/user/${one}`)), `${one} is looked into`);
  }
  assert.deepEqual(await holdersOf(secrets, outside), []);
  assert.ok((await holdersOf([SECRETS.person], await filesIn(leak))).length > 0, "what is there is found");
});

test("a window that could be seen is not taken for a blank one", async () => {
  assert.deepEqual((await filesIn(join(home.path, "user/profile"))).filter((path) => path.endsWith("/drawing")), []);
});

/** Calls whose end was told later than their beginning, because another thread's came between, are put together. */
function joined(lines) {
  const begun = new Map();
  const whole = [];
  for (const line of lines) {
    const [, thread, text] = /^(\d+) +(.*)$/.exec(line) ?? [];
    const end = /^<\.\.\. \w+ resumed>(.*)$/.exec(text ?? "");
    if (end) {
      whole.push(`${begun.get(thread) ?? ""}${end[1]}`);
      begun.delete(thread);
    } else if (text?.endsWith("<unfinished ...>")) begun.set(thread, text.slice(0, -"<unfinished ...>".length));
    else if (text) whole.push(text);
  }
  return [...whole, ...begun.values()];
}

/** What a call makes or opens for writing: the last path it names. */
function targetOf(call) {
  const [, folder = "/", path] = [...call.matchAll(/(?:(?:AT_FDCWD|\d+)<([^>]*)>, )?"([^"]*)"/g)].at(-1) ?? [];
  return path === undefined ? undefined : resolve(folder, path);
}

async function filesIn(folder) {
  const found = await readdir(folder, { recursive: true, withFileTypes: true });
  return found.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
}

/** Files that are called by one of the words or hold one, in either of the encodings that web views write. */
async function holdersOf(words, files) {
  const found = [];
  for (const path of files) {
    const bytes = await readFile(path);
    const texts = [path.slice(home.path.length), bytes.toString("utf8"), bytes.toString("utf16le"), bytes.subarray(1).toString("utf16le")];
    const isIn = (word) => texts.some((text) => text.toLowerCase().includes(word.toLowerCase()));
    found.push(...words.filter(isIn).map((word) => `${path}: ${word}`));
  }
  return found;
}
