import { expect, test } from "vitest";
import { JobEnds } from "./jobs";

const FAILED = { code: "file" as const, message: "no", hint: "", detail: "" };

test("an end is heard whether it comes before or after it is asked for", async () => {
  const ends = new JobEnds();
  ends.hear({ kind: "job-done", job: "early", ok: 1 });
  const late = ends.of("late");
  const failed = ends.of("failed");
  ends.hear({ kind: "job-done", job: "late", ok: 2 });
  ends.hear({ kind: "job-done", job: "failed", error: FAILED });
  await expect(ends.of("early")).resolves.toBe(1);
  await expect(late).resolves.toBe(2);
  await expect(failed).rejects.toBe(FAILED);
});
