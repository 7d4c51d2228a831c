// Frames a second over an invented case of 10,000 events and 200,000 documents, in the system's web view: the window's
// pages with a case in memory, shown by the small browser that comes with WebKitGTK, as the app shows only its own.

import { readFile, readdir } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { open, until } from "../window.mjs";

const KINDS = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".woff2": "font/woff2" };

/** Shows the pages in `folder` `n_rounds` times: frames a second and the longest time between two, by what was moved. */
export async function frames(home, folder, n_rounds) {
  const { server, url } = await serve(folder);
  try {
    const moved = {};
    for (let round = 0; round < n_rounds; round++) {
      const window = await open({ home, binary: await browser(), args: ["--automation"] });
      try {
        await window.resize(1280, 800);
        await window.load(`${url}/tests/bench/index.html`);
        await until("the frames are counted", () => window.run("return document.title === 'done'"), () => window.text(), 120_000);
        for (const { name, frames, worst } of await window.run("return window.frames_per_second")) {
          const { rounds } = (moved[name] ??= { rounds: [] });
          rounds.push({ frames, worst });
        }
      } finally {
        await window.close();
      }
    }
    return moved;
  } finally {
    server.close();
    server.closeAllConnections();
  }
}

/** Where the distribution keeps the browser: beside the web view's own programs. */
async function browser() {
  for (const lib of ["/usr/lib", "/usr/libexec", "/usr/lib64", ...(await readdir("/usr/lib")).map((name) => `/usr/lib/${name}`)]) {
    const file = join(lib, "webkit2gtk-4.1", "MiniBrowser");
    if (await readFile(file).then(() => true, () => false)) return file;
  }
  throw new Error("WebKitGTK's MiniBrowser is not installed");
}

function serve(folder) {
  const server = createServer(async (request, response) => {
    const path = join(folder, normalize(new URL(request.url, "http://localhost").pathname));
    try {
      const bytes = await readFile(path);
      response.writeHead(200, { "content-type": KINDS[extname(path)] ?? "application/octet-stream" }).end(bytes);
    } catch {
      response.writeHead(404).end();
    }
  });
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => resolve({ server, url: `http://127.0.0.1:${server.address().port}` }));
  });
}
