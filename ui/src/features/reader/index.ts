import Reader from "./Reader.svelte";

/** The pane at the right; `at` is what the location says it shows. */
export const reader = { component: Reader };
