import { describe, expect, test } from "vitest";
import { Scalars } from "./scalars";

const TEXTS = [
  "",
  "plain words",
  "深圳蓝弧桥",
  "a😀b",
  "𠀀𠮷野家 in CJK Extension B",
  "👩‍👩‍👧 is three people and two joiners",
  "e\u0301 stays two",
  "lone \ud800 and \udc00 count one each",
  `${"x".repeat(700)}😀${"y".repeat(700)}𠀀z`,
];

describe("scalar offsets", () => {
  test.each(TEXTS)("%#: agree with counting one by one", (text) => {
    const scalars = new Scalars(text);
    const all = [...text];
    expect(scalars.length).toBe(all.length);
    let utf16 = 0;
    for (let idx = 0; idx <= all.length; idx++) {
      expect(scalars.toUtf16(idx)).toBe(utf16);
      expect(scalars.fromUtf16(utf16)).toBe(idx);
      utf16 += all[idx]?.length ?? 0;
    }
  });

  test("a place inside a pair is the place before it", () => {
    expect(new Scalars("a😀b").fromUtf16(2)).toBe(1);
  });

  test("offsets outside are the ends", () => {
    const scalars = new Scalars("𠀀b");
    expect([scalars.toUtf16(-3), scalars.toUtf16(99), scalars.fromUtf16(99)]).toEqual([0, 3, 2]);
  });

  test("words between offsets", () => {
    expect(new Scalars("於😀深圳𠀀。").slice(2, 5)).toBe("深圳𠀀");
  });
});
