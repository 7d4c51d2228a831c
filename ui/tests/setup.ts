import { cleanup } from "@testing-library/svelte";
import { afterEach } from "vitest";

// A browser without layout gives every element no size: virtual lists would draw no row.
for (const [name, px] of [
  ["offsetHeight", 600],
  ["offsetWidth", 800],
  ["clientHeight", 600],
  ["clientWidth", 800],
] as const) {
  Object.defineProperty(HTMLElement.prototype, name, { configurable: true, get: () => px });
}

afterEach(cleanup);
