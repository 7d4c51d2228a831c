/// <reference types="svelte" />
/// <reference types="vite/client" />

/** Which host this build talks to: see vite.config.ts. */
declare const __HOST__: "tauri" | "http" | "memory";
