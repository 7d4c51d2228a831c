import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { makeApp, settle } from "../../tests/make";
import type { Handlers } from "../host/memory";
import { Resource } from "./resource.svelte";
import { Toasts } from "./toasts.svelte";

describe("a resource", () => {
  test("an answer that comes after a newer question is dropped", async () => {
    const resource = new Resource<string>();
    let answerOld: (value: string) => void = () => {};
    const old = resource.load(() => new Promise((resolve) => (answerOld = resolve)));
    await resource.load(() => Promise.resolve("new"));
    answerOld("old");
    await old;
    expect(resource.value).toBe("new");
    expect(resource.loading).toBe(false);
  });

  test("the old question is told to stop", async () => {
    const resource = new Resource<string>();
    let stop: AbortSignal | undefined;
    void resource.load((signal) => ((stop = signal), new Promise(() => {})));
    await resource.load(() => Promise.resolve("new"));
    expect(stop?.aborted).toBe(true);
  });

  test("a failure keeps the last value and can be tried again", async () => {
    const resource = new Resource<number>();
    let n_asked = 0;
    const ask = async (): Promise<number> => {
      if (++n_asked === 2) throw { code: "file", message: "no", hint: "", detail: "" };
      return n_asked;
    };
    await resource.load(ask);
    await resource.load(ask);
    expect([resource.value, resource.error?.code]).toEqual([1, "file"]);
    resource.reload();
    await settle();
    expect([resource.value, resource.error]).toEqual([3, undefined]);
  });
});

describe("the location", () => {
  test("typing leaves one step, and a step remembers how it was left", async () => {
    const { app } = makeApp("#/library");
    app.location.keep("offset", 320);
    app.location.read({ document: "3fa9", unit: 1 });
    expect(app.location.recall("offset")).toBe(320);
    app.location.go({ view: "search" });
    expect(app.location.recall("offset")).toBeUndefined();
    app.location.set({ q: "a" }, "replace");
    app.location.set({ q: "ab" }, "replace");
    expect(window.location.hash).toBe("#/search?q=ab&doc=3fa9&unit=1");
    app.location.back();
    await settle();
    expect(app.location.place.view).toBe("library");
    expect(app.location.recall("offset")).toBe(320);
    app.destroy();
  });

  test("going nowhere leaves no step", () => {
    const { app } = makeApp("#/library");
    const { entry } = app.location;
    app.location.go({ view: "library" });
    expect(app.location.entry).toBe(entry);
    app.destroy();
  });
});

describe("jobs", () => {
  test("a job shows how far it is, and is gone when it ends", async () => {
    const seen: (number | undefined)[] = [];
    const { app } = makeApp("", {
      ingest: async (_, tell) => {
        tell({ event: "progress", doing: "taking in", done: 3, total: 9, bytes: 0, total_bytes: 0, problems: 0, elapsed_ms: 1, current: "" });
        await settle();
        return { found: 9, added: 9, same: 0, known: 0, erased_before: 0, states: {}, bytes: 0, seconds: 1, unreadable: 0, waiting: 0, stopped: false };
      },
    });
    const done = app.jobs.follow("Taking in files", app.client.start("ingest", { case: "/c", paths: ["/leak"] }));
    await new Promise((resolve) => setTimeout(resolve, 0));
    seen.push(app.jobs.running.length);
    await expect(done).resolves.toMatchObject({ added: 9 });
    expect(seen).toEqual([1]);
    expect(app.jobs.running).toEqual([]);
    app.destroy();
  });

  test("a job can be stopped, and says that it was", async () => {
    const { app } = makeApp("", {
      demo: (_, __, stop) =>
        new Promise((_resolve, reject) => stop.addEventListener("abort", () => reject({ code: "stopped", message: "It was stopped.", hint: "", detail: "" }))),
    });
    const done = app.jobs.follow("Building", app.client.start("demo", {}));
    await settle();
    app.jobs.stop(app.jobs.running[0]?.id ?? 0);
    await expect(done).rejects.toMatchObject({ code: "stopped" });
    app.destroy();
  });
});

describe("toasts", () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  test("go by themselves, later if something can be done, and not while they are looked at", () => {
    const toasts = new Toasts();
    toasts.show("Link copied");
    const saved = toasts.show("Event saved", { action: { label: "Undo", run: () => {} } });
    vi.advanceTimersByTime(6001);
    expect(toasts.list.map(({ text }) => text)).toEqual(["Event saved"]);
    toasts.pause(saved);
    vi.advanceTimersByTime(60_000);
    expect(toasts.list.length).toBe(1);
    toasts.resume(saved);
    vi.advanceTimersByTime(12_001);
    expect(toasts.list).toEqual([]);
  });
});

describe("a link to a place", () => {
  const recent = { id: "case-tern", path: "/cases/tern", name: "Tern", opened: "", exists: true };
  const settings = { author: "R. Okafor", recents_on: true, ocr_on: true, recents: [recent], theme: "system" as const, keys: {}, layout: {} };
  const info = { writable: true, reason: null, counts: { documents: 0, entities: 0, links: 0, events: 0, citations: 0, unreadable: 0, waiting: 0 } };
  const handlers: Handlers = {
    settings: () => settings,
    case: ({ case: path }) => ({ ...info, path, name: "Case", id: path === "/cases/tern" ? "case-tern" : "case-johor" }),
  };

  test("opens in the case that is open, and steps back", async () => {
    const { app, host } = makeApp("#/library", handlers);
    await app.openCase("/cases/johor");
    host.emit({ kind: "open-link", link: "casebound:case-johor/search?q=chassis&doc=3fa9&unit=2" });
    await settle();
    expect(app.location.place).toMatchObject({ view: "search", query: { q: "chassis" }, reader: { document: "3fa9", unit: 2 } });
    app.location.back();
    await settle();
    expect(app.location.place.view).toBe("library");
    app.destroy();
  });

  test("opens its case first, if that is remembered", async () => {
    const { app } = makeApp("#/library", handlers);
    await app.openCase("/cases/johor");
    await app.openLink(" casebound:case-tern/timeline\n");
    expect([app.case.info?.path, app.location.place.view]).toEqual(["/cases/tern", "timeline"]);
    app.destroy();
  });

  test.each(["casebound:case-nowhere/timeline", "https://example.example/timeline", "casebound:"])("that leads nowhere leaves all as it is: %s", async (text) => {
    const { app } = makeApp("#/library", handlers);
    await app.openCase("/cases/johor");
    await app.openLink(text);
    expect([app.case.info?.path, app.location.place.view, app.toasts.list.length]).toEqual(["/cases/johor", "library", 1]);
    app.destroy();
  });
});
