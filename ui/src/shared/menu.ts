import type { Component } from "svelte";

/** One line of a menu; a line that parts groups is `"line"`. */
export type MenuItem =
  | "line"
  | {
      id: string;
      label: string;
      icon?: Component<{ size?: number }>;
      keys?: string;
      /** At its end: how many there are. */
      note?: string;
      disabled?: boolean;
      /** For one that is switched on and off. */
      checked?: boolean;
      run(): void;
    };
