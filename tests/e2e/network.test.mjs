// A whole session under a watch on system calls: nothing is asked of any network.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { folder, open } from "./window.mjs";

let home;
before(async () => {
  home = await folder();
});
after(() => home?.remove());

test("a session opens no connection but to this machine's own driver of the test", async () => {
  const log = join(home.path, "calls");
  const watch = ["strace", "-f", "-qq", "-o", log, "-e", "trace=connect,sendto,sendmsg,bind"];
  const window = await open({ home: home.path, under: watch });
  try {
    await window.shows("Try the sample case");
    await window.press("Try the sample case", "button");
    await window.shows("contract-VX-2024-0219.pdf");
    await window.go("#/search?q=chassis");
    await window.shows("chassis");
    // A page with remote parts: they are listed, not fetched.
    const sample = join(home.path, "data", "casebound", "sample");
    const { documents } = await window.call("documents", { case: sample });
    for (const path of ["quayside-semaphore-2025-05-06.html", "mail/07-booking.eml", "contract-VX-2024-0219.pdf"]) {
      const { id } = documents.find(({ paths }) => paths.includes(path));
      await window.go(`#/library?doc=${id}&unit=1`);
      await window.find("[data-unit][data-start]");
    }
    await window.go("#/timeline");
    await window.shows("27 events");
    await window.settled();
  } finally {
    await window.close();
  }
  const calls = (await readFile(log, "utf8")).split("\n");
  const internet = calls.filter((call) => /AF_INET6?,/.test(call));
  // The driver listens on the loopback address, and what it starts looks there first.
  const away = internet.filter((call) => !/inet_addr\("127\.0\.0\.1"\)|inet_pton\(AF_INET6, "::1"/.test(call));
  assert.deepEqual(away, []);
  assert.ok(internet.length > 0, "the watch sees what the test's own driver opens");
});
