import type { Component } from "svelte";

/** Where an action stands in the palette and in the sheet of shortcuts. */
export type Group = "go" | "case" | "document" | "fact" | "view";

/**
 * Something that can be done. The same object feeds menus, shortcuts, the palette and context menus,
 * so that none can say or do anything else.
 */
export interface Action<C> {
  /** Never changes: changed shortcuts are kept under it. `search.focus`. */
  id: string;
  group: Group;
  title: string | ((context: C) => string);
  icon?: Component;
  /** Shortcuts, as `keys.ts` writes them; the first is shown. */
  keys?: string[];
  /** Other words it is looked for by. */
  words?: string;
  /** Whether it makes sense now. One that does not is shown dimmed in menus and left out of the palette. */
  enabled?(context: C): boolean;
  /** For one that is switched on and off. */
  checked?(context: C): boolean;
  /** It destroys something: set apart from the others, never red. */
  final?: boolean;
  /** Not in the palette (as "open the palette" itself). */
  quiet?: boolean;
  run(context: C): void | Promise<void>;
}

export function titleOf<C>(action: Action<C>, context: C): string {
  return typeof action.title === "function" ? action.title(context) : action.title;
}

export function isEnabled<C>(action: Action<C>, context: C): boolean {
  return action.enabled?.(context) ?? true;
}
