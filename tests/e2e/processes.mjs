// What processes take.

import { readFileSync, readdirSync, readlinkSync, realpathSync } from "node:fs";

/** The processes below one, itself included. */
export function below(root) {
  const children = new Map();
  for (const name of readdirSync("/proc")) {
    const parent = /^\d+$/.test(name) && Number(read(`/proc/${name}/stat`).split(") ")[1]?.split(" ")[1]);
    if (parent) children.set(parent, [...(children.get(parent) ?? []), Number(name)]);
  }
  const all = [root];
  for (const pid of all) all.push(...(children.get(pid) ?? []));
  return all;
}

/** The app among the processes below one, and all it has started: the web view's processes and workers. */
export function ofApp(root, app) {
  // The system names a program by where it lies, whatever way led there.
  const real = realpathSync(app);
  const found = below(root).find((pid) => programOf(pid) === real);
  if (found === undefined) throw new Error(`${app} does not run`);
  return below(found);
}

/** A variable of the environment that a process was started with. */
export function variable(pid, name) {
  const found = read(`/proc/${pid}/environ`).split("\0").find((line) => line.startsWith(`${name}=`));
  return found?.slice(name.length + 1);
}

/** Memory of processes in bytes, what they share counted once, by the name of the program. */
export function memory(pids) {
  const all = {};
  for (const pid of pids) {
    const kilobytes = Number(/^Pss:\s+(\d+) kB/m.exec(read(`/proc/${pid}/smaps_rollup`))?.[1] ?? 0);
    const name = programOf(pid)?.split("/").at(-1) ?? "ended";
    all[name] = (all[name] ?? 0) + kilobytes * 1024;
  }
  return { all, total: Object.values(all).reduce((sum, bytes) => sum + bytes, 0) };
}

/** Ends a session with all that was started in it, and waits until it has gone. */
export async function end(shell) {
  if (shell.exitCode !== null || shell.signalCode !== null) return;
  const ended = new Promise((resolve) => shell.once("exit", resolve));
  for (const pid of below(shell.pid).reverse()) {
    try {
      process.kill(pid, "SIGKILL");
    } catch {
      // It had ended by itself.
    }
  }
  await ended;
}

function programOf(pid) {
  try {
    return readlinkSync(`/proc/${pid}/exe`);
  } catch {
    return undefined;
  }
}

/** A process may end while one looks. */
function read(path) {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
