import { expect, test } from "vitest";
import type { KnownSource } from "../../api/client";
import { defaultAudience, formOf, newDraft } from "./source";

const HERON: KnownSource = { id: "1", name: "HERON", kind: "received", audience: "protect", obtained: null, attribution: null, reliability: null, credibility: null, derived_from: [], documents: 3 };

test("what people trusted us with is protected", () => {
  expect(["received", "interview", "own", "filing", "register", "news"].map((kind) => defaultAudience(kind as "own"))).toEqual([
    "protect",
    "protect",
    "protect",
    "open",
    "open",
    "open",
  ]);
});

test("a new source needs a code name, and what is left empty is not sent", () => {
  const draft = newDraft([], undefined);
  expect(formOf(draft, [])).toBeUndefined();
  expect(formOf({ ...draft, name: " TERN ", obtained: " by post " }, [])).toEqual({ source: "TERN", kind: "received", audience: "protect", obtained: "by post" });
});

test("what a source derives from is said once", () => {
  const draft = { ...newDraft([HERON], undefined), name: "KIOSK", kind: "news" as const, derivedFrom: "HERON" };
  expect(formOf(draft, [HERON])).toMatchObject({ source: "KIOSK", derived_from: ["HERON"] });
  expect(formOf({ ...draft, derivedFrom: "" }, [HERON])?.derived_from).toBeUndefined();
});

test("a code name of the case means that source, however it is written", () => {
  expect(formOf({ ...newDraft([HERON], undefined), name: "heron", kind: "news", audience: "open" }, [HERON])).toEqual({ source: "HERON", kind: "received", audience: "protect" });
});

test("the form begins with the source that was named last", () => {
  expect(newDraft([HERON], { source: "HERON" }).known).toBe("HERON");
  expect(newDraft([HERON], { source: "GONE" }).known).toBeNull();
});
