import { readFileSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { type AST, parse } from "svelte/compiler";
import { expect, test } from "vitest";

const SRC = resolve(import.meta.dirname, "../src");
const SPOKEN = ["label", "title", "placeholder", "hint", "text", "alt", "aria-label", "aria-description"];

/** Words that stand in a component instead of in strings.ts. */
function wordsIn(file: string): string[] {
  const found: string[] = [];
  const visit = (node: unknown): void => {
    if (Array.isArray(node)) node.forEach(visit);
    if (typeof node !== "object" || node === null || Array.isArray(node)) return;
    const { type } = node as { type?: string };
    if (type === "Text") take((node as AST.Text).data);
    if (type === "Attribute") {
      const { name, value } = node as AST.Attribute;
      if (!SPOKEN.includes(name)) return;
      visit(value);
      return;
    }
    if (type === "Script" || type === "Css" || type === "StyleSheet") return;
    for (const child of Object.values(node)) visit(child);
  };
  const take = (text: string): void => {
    if (/\p{L}{2}/u.test(text)) found.push(`${file}: ${text.trim()}`);
  };
  visit(parse(readFileSync(join(SRC, file), "utf8"), { modern: true }).fragment);
  return found;
}

test("every word of the window is in strings.ts", () => {
  const files = readdirSync(SRC, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".svelte"));
  expect(files.flatMap(wordsIn)).toEqual([]);
});
