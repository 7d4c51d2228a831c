import type { MenuItem } from "../shared/menu";
import { isEnabled, titleOf } from "./action";
import type { ActionRegistry } from "./registry.svelte";

/** A menu made of actions, by id; `"line"` parts groups. One that is not offered now is left out. */
export function menuOf<C>(registry: ActionRegistry<C>, ids: readonly string[], context: C, fail: (thrown: unknown) => void): MenuItem[] {
  const items = ids.flatMap((id): MenuItem[] => {
    if (id === "line") return ["line"];
    const action = registry.get(id);
    if (!action) return [];
    return [
      {
        id,
        label: titleOf(action, context),
        icon: action.icon,
        keys: registry.keysOf(action)[0],
        disabled: !isEnabled(action, context),
        checked: action.checked?.(context),
        run: () => registry.run(action, context, fail),
      },
    ];
  });
  return items.filter((item, idx) => item !== "line" || (idx > 0 && idx < items.length - 1 && items[idx - 1] !== "line"));
}
