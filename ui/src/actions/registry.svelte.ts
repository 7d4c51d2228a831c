import { type Action, isEnabled } from "./action";
import { isCaptured, isEditing, isPlain, isPress, isTyping, keysOf, normalKeys } from "./keys";

/** All that can be done now. Views add theirs while they are shown; the last to come wins a shortcut. */
export class ActionRegistry<C> {
  #groups = $state.raw<Action<C>[][]>([]);

  constructor(private readonly remapped: () => Record<string, string[]>) {}

  /** Oldest first. */
  get all(): Action<C>[] {
    return this.#groups.flat();
  }

  /** Adds actions; answers how to take them away. */
  add(actions: Action<C>[]): () => void {
    this.#groups = [...this.#groups, actions];
    return () => {
      this.#groups = this.#groups.filter((group) => group !== actions);
    };
  }

  get(id: string): Action<C> | undefined {
    return this.all.findLast((action) => action.id === id);
  }

  /** The shortcuts of an action, changed ones first of all. */
  keysOf(action: Action<C>): string[] {
    return (this.remapped()[action.id] ?? action.keys ?? []).map(normalKeys);
  }

  /** What a key press does now, if anything. */
  find(event: KeyboardEvent, context: C): Action<C> | undefined {
    const pressed = keysOf(event);
    if (pressed === null) return undefined;
    const typing = isTyping(event) && (isPlain(pressed) || isEditing(pressed) || event.isComposing);
    const captured = isCaptured(event) && (isPlain(pressed) || pressed === "Escape");
    if (typing || captured || isPress(event, pressed)) return undefined;
    return this.all.findLast((action) => this.keysOf(action).includes(pressed) && isEnabled(action, context));
  }

  /** Whether its shortcut would come to it now: another one may have taken it over. */
  isReached(action: Action<C>, context: C): boolean {
    const keys = this.keysOf(action);
    const all = this.all;
    return keys.length === 0 || keys.some((key) => all.findLast((other) => this.keysOf(other).includes(key) && (other === action || isEnabled(other, context))) === action);
  }

  /** Does what was pressed; whether there was anything to do. */
  press(event: KeyboardEvent, context: C, fail: (thrown: unknown) => void): boolean {
    if (event.defaultPrevented) return false;
    const action = this.find(event, context);
    if (!action) return false;
    event.preventDefault();
    this.run(action, context, fail);
    return true;
  }

  run(action: Action<C>, context: C, fail: (thrown: unknown) => void): void {
    if (!isEnabled(action, context)) return;
    void (async () => action.run(context))().catch(fail);
  }
}
