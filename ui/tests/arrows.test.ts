import { readFileSync, readdirSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { expect, test } from "vitest";

const SRC = resolve(import.meta.dirname, "../src");

/**
 * Who may import from whom; what is not written here is refused. `api/types.ts` and `strings.ts` may
 * be read by all.
 */
const ARROWS: Record<string, string[]> = {
  host: ["api"],
  api: ["host"],
  shared: [],
  actions: ["shared"],
  state: ["actions", "api", "host", "shared"],
  parts: ["actions", "api", "shared", "state"],
  features: ["actions", "api", "shared", "state", "parts"],
  shell: ["actions", "api", "shared", "state", "parts", "features"],
  main: ["host", "shared", "shell", "state"],
};

interface Import {
  file: string;
  from: string;
  typeOnly: boolean;
}

function imports(): Import[] {
  const files = readdirSync(SRC, { recursive: true, encoding: "utf8" }).filter((name) => /\.(ts|svelte)$/.test(name) && !name.includes(".test."));
  return files.flatMap((file) => {
    const text = readFileSync(join(SRC, file), "utf8");
    const found = text.matchAll(/(?:import|export)\s+(type\s)?[^;"']*?from\s*"([^"]+)"|import\(\s*"([^"]+)"\s*\)|import\s+"([^"]+)"/g);
    return [...found].map(([, type, named, lazy, bare]) => ({ file, from: named ?? lazy ?? bare ?? "", typeOnly: type !== undefined }));
  });
}

/** The room of a file: its first folder, or its name at the top. */
function roomOf(file: string): string {
  return file.includes("/") ? (file.split("/")[0] ?? "") : file.replace(/\..*$/, "");
}

const ALL = imports();

test("rooms import only where an arrow leads", () => {
  const wrong = ALL.filter(({ file, from }) => {
    if (!from.startsWith(".")) return false;
    const target = relative(SRC, resolve(SRC, dirname(file), from));
    const [here, there] = [roomOf(file), roomOf(target)];
    if (here === there || target === "strings" || (target === "api/types" && here !== "shared")) return false;
    // The words use numbers as people read them.
    if (here === "strings") return target !== "shared/text/numbers";
    return !ARROWS[here]?.includes(there);
  });
  expect(wrong).toEqual([]);
});

test("features do not import each other", () => {
  const featureOf = (path: string): string | undefined => /^features\/([^/]+)/.exec(path)?.[1];
  const wrong = ALL.filter(({ file, from }) => {
    const here = featureOf(file);
    const there = from.startsWith(".") ? featureOf(relative(SRC, resolve(SRC, dirname(file), from))) : undefined;
    return here !== undefined && there !== undefined && here !== there;
  });
  expect(wrong).toEqual([]);
});

test("only host knows Tauri, and others know only the host's shape", () => {
  expect(ALL.filter(({ file, from }) => from.startsWith("@tauri-apps/") && roomOf(file) !== "host")).toEqual([]);
  const beyond = ALL.filter(({ file, from, typeOnly }) => /\/host\//.test(from) && !["host", "main"].includes(roomOf(file)) && !typeOnly);
  expect(beyond).toEqual([]);
});

test("colours are named in the tokens alone", () => {
  const files = readdirSync(SRC, { recursive: true, encoding: "utf8" }).filter((name) => /\.(svelte|css)$/.test(name) && !name.endsWith("tokens.css"));
  const wrong = files.filter((file) => {
    const text = readFileSync(join(SRC, file), "utf8");
    const style = file.endsWith(".css") ? text : (/<style>[^]*<\/style>/.exec(text)?.[0] ?? "");
    return /(#[0-9a-f]{3,8}\b|\brgba?\(|\bhsla?\(|\boklch\()/i.test(style.replaceAll(/url\([^)]*\)/g, ""));
  });
  expect(wrong).toEqual([]);
});
