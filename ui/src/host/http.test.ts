import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { AppEvent } from "../api/client";
import { httpHost } from "./http";

let source: { onmessage?: (event: { data: string }) => void };

beforeEach(() => {
  source = {};
  vi.stubGlobal("EventSource", function () {
    return source;
  });
});
afterEach(() => vi.unstubAllGlobals());

function answer(body: unknown): ReturnType<typeof vi.fn> {
  const fetch = vi.fn(() => Promise.resolve({ json: () => Promise.resolve(body) }));
  vi.stubGlobal("fetch", fetch);
  return fetch;
}

test("a command is posted under its name", async () => {
  const fetch = answer({ ok: { total: 0 } });
  await expect(httpHost("http://test").call("entity list", { case: "/c" })).resolves.toEqual({ total: 0 });
  expect(fetch.mock.calls[0]?.[0]).toBe("http://test/call/entity-list");
});

test("trouble is thrown as it came", async () => {
  const error = { code: "locked", message: "Somebody else is writing.", hint: "", detail: "" };
  answer({ error });
  await expect(httpHost().call("undo", {})).rejects.toEqual(error);
});

test("a host that does not answer is trouble too", async () => {
  vi.stubGlobal("fetch", () => Promise.reject(new TypeError("refused")));
  await expect(httpHost().call("undo", {})).rejects.toMatchObject({ code: "internal" });
});

test("a job ends when the events say so", async () => {
  answer({ job: 7 });
  const host = httpHost();
  const heard: AppEvent[] = [];
  host.onEvent((event) => heard.push(event));
  const job = await host.start("ingest", { case: "/c", paths: [] });
  source.onmessage?.({ data: JSON.stringify({ kind: "job-done", job: 7, error: null, ok: { found: 1 } }) });
  await expect(job.done).resolves.toEqual({ found: 1 });
  expect(heard.length).toBe(1);
});

test("a page has an address", () => {
  expect(httpHost("").pageUrl({ case: "/a", document: "3fa9", unit: 2, scale: 2, rotation: 0, box: [72, 90.5, 200, 40] })).toContain("&box=72%2C90.5%2C200%2C40");
  expect(httpHost("").pageUrl({ case: "/a", document: "3fa9", unit: 2, scale: 2, rotation: 0, engine: "other" })).toContain("&engine=other");
  expect(httpHost("").pageUrl({ case: "/a b", document: "3fa9", unit: 2, scale: 1.5, rotation: 90 })).toBe(
    "/doc/page/3fa9/2?case=%2Fa+b&scale=1.5&rotation=90",
  );
});
