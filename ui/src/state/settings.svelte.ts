import type { Client, SetSettings, Settings } from "../api/client";

const FIRST: Settings = { author: null, recents_on: true, ocr_on: true, recents: [], theme: "system", keys: {}, layout: {} };
const SETTLES_MS = 400;

/** What this installation remembers. Kept by the host, never in the page's own storage. */
export class SettingsState {
  #value = $state.raw<Settings>(FIRST);
  #loaded = $state(false);
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly client: Client) {}

  get value(): Settings {
    return this.#value;
  }

  get loaded(): boolean {
    return this.#loaded;
  }

  async load(): Promise<void> {
    this.#value = { ...FIRST, ...(await this.client.call("settings", {})) };
    this.#loaded = true;
  }

  /** Changes what the patch names. What it says of looks is shown at once. */
  async set(patch: SetSettings): Promise<void> {
    const { theme, keys, layout } = { ...this.#value, ...patch };
    this.#value = { ...this.#value, theme, keys, layout };
    this.#value = { ...FIRST, ...(await this.client.call("settings", patch)) };
  }

  /** A remembered width in px. */
  width(name: string, otherwise: number): number {
    return this.#value.layout[name] ?? otherwise;
  }

  /** Remembers a width; written once it stops changing. */
  setWidth(name: string, px: number): void {
    this.#value = { ...this.#value, layout: { ...this.#value.layout, [name]: Math.round(px) } };
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.set({ layout: this.#value.layout }), SETTLES_MS);
  }
}
