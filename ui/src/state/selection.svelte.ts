import type { Span } from "../api/client";

/** What is chosen: what actions are about. */
export type Chosen =
  | { kind: "nothing" }
  | { kind: "documents" | "entities" | "events" | "links" | "citations"; ids: string[] }
  | { kind: "words"; document: string; unit: number; span: Span; quote: string }
  | { kind: "rows"; document: string; unit: number; rows: number[]; columns: string[] }
  | { kind: "region"; document: string; unit: number; box: [x: number, y: number, w: number, h: number] };

export class Selection {
  #chosen = $state.raw<Chosen>({ kind: "nothing" });

  get chosen(): Chosen {
    return this.#chosen;
  }

  set(chosen: Chosen): void {
    this.#chosen = chosen;
  }

  clear(): void {
    this.#chosen = { kind: "nothing" };
  }
}
