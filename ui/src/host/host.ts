import type { AppEvent } from "../api/client";

/**
 * The world outside the page. Three implementations: the app (`tauri.ts`), the test host over HTTP
 * (`http.ts`) and an invented case in memory (`memory.ts`). Nothing else may reach outside.
 */
export interface Host {
  /** Runs a command, as `"entity add"`. Rejects with a `DeskError`. */
  call(name: string, request: object): Promise<unknown>;
  /** Starts a long command. Progress and the end also come through `onEvent`. */
  start(name: string, request: object): Promise<Started>;
  /** Hears what the app tells; answers how to stop hearing. */
  onEvent(handler: (event: AppEvent) => void): () => void;
  /** Where the picture of a page is. */
  pageUrl(page: PagePicture): string;
  /** Files, or none if nothing was chosen. */
  pickFiles(): Promise<string[]>;
  pickFolder(): Promise<string | null>;
  /** Where to write a file. */
  saveFile(suggestedName: string): Promise<string | null>;
  /** Which case to open: its folder or its marker file. */
  openCaseDialog(): Promise<string | null>;
  /** Has a safe copy that was made opened by the program the system keeps for it. */
  openCopy(path: string): Promise<void>;
  /** Has the folder opened that a copy lies in. */
  showCopy(path: string): Promise<void>;
  /** Starts anew and draws as the system has it, after the app had found out that a safer way is needed. */
  drawFast(): Promise<void>;
  copyText(text: string): Promise<void>;
  quit(): Promise<void>;
}

export interface Started {
  id: number;
  /** Rejects with a `DeskError`; `stopped` if it was cancelled. */
  done: Promise<unknown>;
  cancel(): void;
}

export interface PagePicture {
  case: string;
  document: string;
  /** From 1. */
  unit: number;
  /** Pixels per point of the page. */
  scale: number;
  /** Degrees clockwise, on top of the page's own. */
  rotation: 0 | 90 | 180 | 270;
  /** A part of it alone: x, y, width, height in points. Of a page that is not turned. */
  box?: readonly [number, number, number, number];
  /** By the engine that does not draw it unasked. */
  engine?: "other" | undefined;
}

/** The path of a page's picture, the same on every host. */
export function pagePath({ case: path, document, unit, scale, rotation, box, engine }: PagePicture): string {
  const query = new URLSearchParams({ case: path, scale: String(scale), rotation: String(rotation), ...(box && { box: box.join(",") }), ...(engine && { engine }) });
  return `page/${encodeURIComponent(document)}/${unit}?${query}`;
}


