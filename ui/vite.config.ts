import { svelte } from "@sveltejs/vite-plugin-svelte";
import { svelteTesting } from "@testing-library/svelte/vite";
import { defineConfig } from "vitest/config";

/**
 * Which host the window talks to is decided when it is built, so that the shipped app holds neither
 * the test host's client nor the invented case: `vite build` is the app, `--mode http` is for the
 * test host, `--mode bench` measures frames, `vite` alone shows the invented case in any browser, as does
 * `--mode development` when built for tests.
 */
const HOSTS: Record<string, string> = { production: "tauri", tauri: "tauri", http: "http", bench: "memory", development: "memory", test: "memory" };
/** Where the pages go that are not the app's. */
const OUT: Record<string, string> = { http: "http", bench: "bench", development: "memory" };
const TEST_HOST = process.env.CASEBOUND_HOST ?? "http://127.0.0.1:4310";
const proxy = Object.fromEntries(["/call", "/job", "/events", "/cancel", "/doc"].map((path) => [path, TEST_HOST]));

export default defineConfig(({ mode }) => ({
  plugins: [svelte(), svelteTesting()],
  define: { __HOST__: JSON.stringify(HOSTS[mode] ?? "memory") },
  clearScreen: false,
  server: { port: 5173, strictPort: true, proxy: mode === "http" ? proxy : {} },
  build: {
    target: "es2022",
    outDir: `dist/${OUT[mode] ?? "app"}`,
    emptyOutDir: true,
    assetsInlineLimit: 0,
    rolldownOptions: mode === "bench" ? { input: "tests/bench/index.html" } : {},
  },
  test: {
    // A guard against tests that hang, not a measure of speed: a busy machine is no failure.
    testTimeout: 30_000,
    projects: [
      { extends: true, test: { name: "lint", environment: "node", include: ["tests/**/*.test.ts"] } },
      {
        extends: true,
        // A busy machine is no failure.
        test: { name: "unit", testTimeout: 60_000, environment: "happy-dom", include: ["src/**/*.test.ts"], setupFiles: ["tests/setup.ts"] },
      },
    ],
  },
}));
