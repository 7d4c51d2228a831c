import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect, test } from "vitest";

const TOKENS = readFileSync(resolve(import.meta.dirname, "../src/shared/style/tokens.css"), "utf8");
const READABLE = 4.5;

/** A token's colour in light and dark. */
function pair(name: string): [string, string] {
  const found = new RegExp(`--${name}: light-dark\\((#[0-9a-f]{6}), (#[0-9a-f]{6})\\);`).exec(TOKENS);
  if (!found?.[1] || !found[2]) throw new Error(`no colours for --${name}`);
  return [found[1], found[2]];
}

/** Relative luminance, as WCAG 2.2 defines it. */
function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5]
    .map((at) => parseInt(hex.slice(at, at + 2), 16) / 255)
    .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string): number {
  const [x, y] = [luminance(a), luminance(b)];
  return (Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05);
}

const ON: Record<string, string[]> = {
  ink: ["paper", "paper-sunk", "paper-raised", "select", "select-idle", "found", "found-here"],
  "ink-2": ["paper", "paper-sunk", "paper-raised", "select", "select-idle", "found"],
  "ink-3": ["paper", "paper-sunk", "paper-raised", "select", "select-idle"],
  amber: ["paper", "paper-sunk", "paper-raised", "amber-soft"],
  thread: ["paper", "paper-raised"],
  focus: ["paper", "paper-raised"],
};

test.each(Object.entries(ON).flatMap(([text, grounds]) => grounds.map((ground) => [text, ground] as const)))("%s can be read on %s", (text, ground) => {
  const [[lightText, darkText], [lightGround, darkGround]] = [pair(text), pair(ground)];
  expect(contrast(lightText, lightGround)).toBeGreaterThanOrEqual(READABLE);
  expect(contrast(darkText, darkGround)).toBeGreaterThanOrEqual(READABLE);
});
