import { expect, test } from "vitest";
import { dateWords } from "./dateWords";

test.each([
  ["2024-11-05", "5 Nov 2024"],
  ["2024-11", "Nov 2024"],
  ["2024", "2024"],
  ["2025-03~", "about Mar 2025"],
  ["2024-12?", "perhaps Dec 2024"],
  ["2024-22", "summer 2024"],
  ["2025-33", "first quarter of 2025"],
  ["2024-11-21T23:30", "21 Nov 2024, 23:30"],
  ["2023-11-14/..", "from 14 Nov 2023 on"],
  ["../2025-05", "until May 2025"],
  ["2024/2025~", "2024 to about 2025"],
  ["2024/", "from 2024, end unknown"],
  ["some time", "some time"],
])("%s is %s", (edtf, words) => expect(dateWords(edtf)).toBe(words));
