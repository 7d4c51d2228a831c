import type { KindLine, PropertyLine } from "../api/types";
import type { App } from "../state/app.svelte";

/** The desk's words for kinds of things and for what is stated of them. Loaded once for the window. */
export class Words {
  #kinds = $state.raw<ReadonlyMap<string, KindLine>>(new Map());

  constructor(app: App) {
    void app.client
      .call("vocabulary", {})
      .then(({ kinds }) => (this.#kinds = new Map(kinds.map((kind) => [kind.name, kind]))))
      // Without them the names that facts carry are shown, apart.
      .catch(() => {});
  }

  kinds(): KindLine[] {
    return [...this.#kinds.values()];
  }

  kind(schema: string): KindLine | undefined {
    return this.#kinds.get(schema);
  }

  /** "Public body". */
  one(schema: string): string {
    return this.#kinds.get(schema)?.label ?? apart(schema);
  }

  /** "Public bodies". */
  many(schema: string): string {
    return this.#kinds.get(schema)?.plural ?? apart(schema);
  }

  property(schema: string, name: string): PropertyLine | undefined {
    return this.#kinds.get(schema)?.properties.find((property) => property.name === name);
  }

  /** "Registration number". */
  label(schema: string, property: string): string {
    return this.property(schema, property)?.label ?? apart(property);
  }
}

const made = new WeakMap<App, Words>();

/** The words of this window. */
export function wordsOf(app: App): Words {
  let words = made.get(app);
  if (!words) made.set(app, (words = new Words(app)));
  return words;
}

function apart(name: string): string {
  const words = name.replaceAll(/([a-z])([A-Z])/g, "$1 $2").toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
