import { expect, test } from "vitest";
import { sampleDocuments } from "../../host/fixtures/documents";
import { fold } from "../../shared/text/match";
import { type Narrowing, addressOf, narrowed, narrowingOf, stateCounts, underParents } from "./narrow";

const LINES = sampleDocuments(3).map(({ line }) => line);
const NAMES = LINES.map(({ title, paths }) => fold(`${title ?? ""}\n${paths[0] ?? ""}`));
const KNOWN = { names: () => NAMES, marksOf: <T>(line: T): T => line };
const ALL: Narrowing = { words: "", sources: [], kinds: [], states: [], tags: [], seen: "", starred: false };

function paths(by: Partial<Narrowing>): (string | undefined)[] {
  return narrowed(LINES, KNOWN, { ...ALL, ...by }).map((line) => line.paths[0]);
}

test("nothing wanted shows all, and does not copy the list", () => {
  expect(narrowed(LINES, KNOWN, ALL)).toBe(LINES);
});

test("words are looked for in title and path, in any case and script", () => {
  expect(paths({ words: "ORDER chassis" })).toEqual(["mail/04-empty-chassis.eml"]);
  expect(paths({ words: "采购" })).toEqual(["采购合同-DL20241015.pdf"]);
});

test("values of one list widen, lists narrow each other", () => {
  expect(paths({ kinds: ["mail", "html"], sources: ["KIOSK"] })).toEqual(["quayside-semaphore-2025-05-06.html", "quillmarrow-statement-2025-05-08.html"]);
});

test("unreadable stands for all states in which words may be missing", () => {
  expect(paths({ states: ["unreadable"] })).toEqual(["gate-pass-scan.pdf", "delivery-note-damaged.pdf", "minutes-locked.pdf"]);
});

test("marks narrow", () => {
  expect(paths({ starred: true, seen: "no" })).toEqual(["contract-VX-2024-0219.pdf", "便笺.txt"]);
  expect(paths({ tags: ["end user"] })).toEqual(["contract-VX-2024-0219.pdf"]);
});

test("the address says it and is read again", () => {
  const by: Narrowing = { words: "a b", sources: ["HERON", "KIOSK"], kinds: ["pdf"], states: ["corrupt"], tags: ["end user, 2"], seen: "no", starred: true };
  expect(narrowingOf(addressOf(by))).toEqual(by);
});

test("states with trouble come first", () => {
  expect(stateCounts({ indexed: 90, corrupt: 1, encrypted: 4, duplicate: 3 }).map(({ state }) => state)).toEqual(["encrypted", "corrupt", "indexed", "duplicate"]);
});

test("what is inside a file stands right under it, and nothing gets lost", () => {
  const given = ["b.zip", "a.eml", "a.eml//x.pdf", "b.zip//c.zip", "b.zip//d.txt", "b.zip//c.zip//e.txt", "a.eml", "gone.zip//f.txt"];
  const rows = given.map((path, n) => ({ path, n }));
  const placed = underParents(rows);
  expect(placed.map(({ path }) => path)).toEqual(["b.zip", "b.zip//c.zip", "b.zip//c.zip//e.txt", "b.zip//d.txt", "a.eml", "a.eml//x.pdf", "a.eml", "gone.zip//f.txt"]);
  expect(placed.map(({ n }) => n).sort()).toEqual(rows.map(({ n }) => n));
});
