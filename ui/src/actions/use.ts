import { onMount } from "svelte";

import type { Action } from "./action";
import type { ActionRegistry } from "./registry.svelte";

/** Offers actions for as long as the component that calls it is shown. */
export function useActions<C>(app: { actions: ActionRegistry<C> }, actions: Action<C>[]): void {
  onMount(() => app.actions.add(actions));
}
