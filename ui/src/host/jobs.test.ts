import { expect, test } from "vitest";
import { JobEnds } from "./jobs";

const FAILED = { code: "file" as const, message: "no", hint: "", detail: "" };

test("an end is heard whether it comes before or after it is asked for", async () => {
  const ends = new JobEnds();
  ends.hear({ kind: "job-done", job: 1, ok: 1, error: null });
  const late = ends.of(2);
  const failed = ends.of(3);
  ends.hear({ kind: "job-done", job: 2, ok: 2, error: null });
  ends.hear({ kind: "job-done", job: 3, ok: null, error: FAILED });
  await expect(ends.of(1)).resolves.toBe(1);
  await expect(late).resolves.toBe(2);
  await expect(failed).rejects.toBe(FAILED);
});
