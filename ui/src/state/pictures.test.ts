import { expect, test } from "vitest";
import { makeApp, settle } from "../../tests/make";
import type { CaseInfo, Ocr, OcrAnswer, Summary } from "../api/client";
import type { Handlers } from "../host/memory";

const LOOKED: OcrAnswer = { pages: 3, with_words: 2, failed: 0, corrected: 0, waiting: 0, states: {}, unreadable: 0, seconds: 1, stopped: false, citations: { in_place: 0, moved: 0, lost: 0, no_source: 0 }, problems: [] };
const TAKEN: Summary = { found: 1, added: 1, same: 0, known: 0, erased_before: 0, states: {}, bytes: 1, seconds: 1, unreadable: 1, waiting: 3, stopped: false };
const INFO: CaseInfo = { id: "1", name: "J", path: "/c", writable: true, reason: null, counts: { documents: 1, entities: 0, links: 0, events: 0, citations: 0, unreadable: 1, waiting: 3 } };

/** Waits until every promise at hand has settled, and those they made. */
async function calm(): Promise<void> {
  for (let n = 0; n < 4; n++) await settle();
}

function reading(asked: Ocr[], settings: Handlers = {}): Handlers {
  return {
    case: () => INFO,
    ingest: () => TAKEN,
    ocr: (request, _, stop) => {
      asked.push(request);
      if (request.doc) return { ...LOOKED, pages: 1 };
      return new Promise((resolve) => stop.addEventListener("abort", () => resolve({ ...LOOKED, stopped: true })));
    },
    ...settings,
  };
}

test("pictures are read after files were taken in, and make room for more", async () => {
  const asked: Ocr[] = [];
  const { app } = makeApp("", reading(asked));
  await app.openCase("/c");
  app.intake.ask(["/leak"]);
  app.intake.take({ source: "TERN" }, "Taking in files");
  await calm();
  expect([app.intake.stage.stage, app.pictures.stage.stage, asked.length]).toEqual(["nothing", "running", 1]);

  // One document first: the others stop for it, and go on after it.
  const first = app.pictures.first("3fa9");
  await calm();
  await expect(first).resolves.toMatchObject({ pages: 1 });
  await calm();
  expect(asked.map(({ doc }) => doc)).toEqual([undefined, ["3fa9"], undefined]);
  expect(app.pictures.stage.stage).toBe("running");

  app.pictures.pause();
  await calm();
  expect(app.pictures.stage.stage).toBe("paused");
  app.pictures.start();
  await calm();
  app.pictures.cancel();
  await calm();
  expect([app.pictures.stage.stage, app.pictures.result?.stopped]).toEqual(["nothing", true]);
  app.destroy();
});

test("pictures are left alone where the settings say so", async () => {
  const asked: Ocr[] = [];
  const settings = { author: null, recents_on: true, ocr_on: false, recents: [], theme: "system" as const, keys: {}, layout: {} };
  const { app } = makeApp("", reading(asked, { settings: () => settings }));
  await app.openCase("/c");
  app.intake.ask(["/leak"]);
  app.intake.take({ source: "TERN" }, "Taking in files");
  await calm();
  expect([app.pictures.stage.stage, asked.length, app.pictures.waiting]).toEqual(["nothing", 0, 3]);
  app.destroy();
});

test("what reads pictures may fail, and says so", async () => {
  const fails: Handlers = { case: () => INFO, ocr: () => Promise.reject({ code: "not_found", message: "It is not installed.", hint: "", detail: "" }) };
  const { app } = makeApp("", fails);
  await app.openCase("/c");
  app.pictures.start();
  await calm();
  expect(app.pictures.stage).toMatchObject({ stage: "failed", error: { message: "It is not installed." } });
  app.pictures.cancel();
  expect(app.pictures.stage.stage).toBe("nothing");
  app.destroy();
});
