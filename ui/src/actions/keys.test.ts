import { describe, expect, test } from "vitest";
import { parseKeys, shownKeys } from "../shared/keycaps";
import { isPlain, keysOf, normalKeys } from "./keys";

function press(init: KeyboardEventInit): string | null {
  return keysOf(new KeyboardEvent("keydown", init), false);
}

describe("keys", () => {
  test.each<[KeyboardEventInit, string | null]>([
    [{ key: "k", code: "KeyK", ctrlKey: true }, "Mod+K"],
    [{ key: "c", code: "KeyC" }, "c"],
    [{ key: "X", code: "KeyX", shiftKey: true }, "Shift+X"],
    [{ key: "?", code: "Slash", shiftKey: true }, "?"],
    [{ key: "/", code: "Slash" }, "/"],
    [{ key: "\\", code: "Backslash", ctrlKey: true }, "Mod+\\"],
    [{ key: "+", code: "Equal", ctrlKey: true, shiftKey: true }, "Mod++"],
    [{ key: "ArrowLeft", altKey: true }, "Alt+ArrowLeft"],
    [{ key: " ", code: "Space" }, "Space"],
    [{ key: "л", code: "KeyK", ctrlKey: true }, "Mod+K"],
    [{ key: "с", code: "KeyC" }, "c"],
    [{ key: "é", code: "Digit2" }, "é"],
    [{ key: "Shift", shiftKey: true }, null],
  ])("%o is %s", (init, keys) => {
    expect(press(init)).toBe(keys);
    if (keys) expect(normalKeys(keys)).toBe(keys);
  });

  test("a plus is a key too", () => {
    expect(parseKeys("Mod++")).toEqual({ mod: true, alt: false, shift: false, key: "+" });
    expect(parseKeys("+").key).toBe("+");
  });

  test("one spelling", () => {
    expect(normalKeys("Mod+k")).toBe("Mod+K");
    expect(normalKeys("C")).toBe("c");
  });

  test("only letters and signs wait for typing to end", () => {
    expect(["c", "?", "Shift+X", "Enter"].every(isPlain)).toBe(true);
    expect(["Mod+K", "Alt+ArrowLeft", "F6", "Escape"].some(isPlain)).toBe(false);
  });

  test("as engraved", () => {
    expect(shownKeys("Mod+Shift+K", true)).toEqual(["⌘", "⇧", "K"]);
    expect(shownKeys("Mod+Shift+K", false)).toEqual(["Ctrl", "Shift", "K"]);
    expect(shownKeys("Alt+ArrowLeft", false)).toEqual(["Alt", "←"]);
  });
});
