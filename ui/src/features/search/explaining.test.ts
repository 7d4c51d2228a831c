import { expect, test } from "vitest";
import type { ExplainPart, ExplainStanding } from "../../api/client";
import { decidesIn } from "./explaining.svelte";

const part = (kind: string, standing: ExplainStanding, parts: ExplainPart[] = []): ExplainPart => ({ text: "", kind, standing, says: "", units: 0, places: [], parts });
const decisive = (whole: ExplainPart): boolean[] => whole.parts.map((inner) => decidesIn(whole, inner));

test("what is missing decides, not what stands elsewhere or must not stand there", () => {
  const [here, elsewhere, nowhere] = [part("word", "matched"), part("word", "elsewhere"), part("word", "absent")];
  expect(decisive(part("and", "absent", [elsewhere, nowhere, part("not", "elsewhere", [nowhere])]))).toEqual([false, true, false]);
  expect(decisive(part("and", "loose", [elsewhere, elsewhere]))).toEqual([true, true]);
  expect(decisive(part("or", "matched", [here, nowhere]))).toEqual([true, false]);
  expect(decisive(part("or", "absent", [nowhere, nowhere]))).toEqual([true, true]);
  expect(decisive(part("not", "forbidden", [here]))).toEqual([false]);
  expect(decisive(part("document", "absent", [part("and", "absent", [nowhere])]))).toEqual([true]);
});
