import { expect, test } from "vitest";
import { readAgain, withLoosened } from "./rereading";

test("what was read again says whether citations came loose", () => {
  expect(readAgain({ unreadable: 0, problems: [] })).toBe("Everything could be read.");
  expect(readAgain({ unreadable: 2, problems: [{}] })).toBe("2 documents of the case still could not be read. 1 citation does not stand where it stood.");
  expect(withLoosened("Done.", 0)).toBe("Done.");
  expect(withLoosened("Done.", 3)).toBe("Done. 3 citations do not stand where they stood.");
});
