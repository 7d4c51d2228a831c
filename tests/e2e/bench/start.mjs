// From the start of the program to pixels on the screen, as somebody sees it who looks at it: no driver has a part in it.

import { spawn } from "node:child_process";
import { environment, session, until } from "../window.mjs";
import { end, memory, ofApp } from "../processes.mjs";
import { isDrawn } from "../screen.mjs";

const LOOKS_EVERY_MS = 4;
/** When nothing has changed on the screen for so long, all is there. */
const STILL_MS = 1500;
const PATIENCE_MS = 30_000;

/** Starts the app once on a case: ms to the first paint and to the whole picture, and the memory it then takes. */
export async function start(home, app, sample, screen) {
  const [program, ...words] = await session(home);
  // The session is there before the clock starts: on a desktop it is, too.
  const shell = spawn(program, [...words, "sh", "-c", 'echo ready; read go; exec "$0" "$1"', app, sample], {
    stdio: ["pipe", "pipe", "inherit"],
    detached: true,
    env: environment(home),
  });
  try {
    await new Promise((resolve) => shell.stdout.once("data", resolve));
    // The window of the round before may still be going.
    const before = await until("the screen is empty", () => [screen.look()].find((picture) => !isDrawn(picture)));
    const began = performance.now();
    shell.stdin.end("\n");
    let [first, complete, last] = [undefined, undefined, before];
    for (;;) {
      const picture = screen.look();
      const now = performance.now() - began;
      if (!picture.equals(last)) {
        last = picture;
        complete = now;
        if (first === undefined && isDrawn(picture)) first = now;
      }
      if (first !== undefined && now - complete > STILL_MS) break;
      if (now > PATIENCE_MS) throw new Error("nothing came on the screen");
      await new Promise((resolve) => setTimeout(resolve, LOOKS_EVERY_MS));
    }
    return { first, complete, memory: memory(ofApp(shell.pid, app)) };
  } finally {
    await end(shell);
  }
}
