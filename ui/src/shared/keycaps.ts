/**
 * Shortcuts are written `Mod+K`, `Alt+ArrowLeft`, `Shift+X`, `/`, `?`: `Mod` is ⌘ on a Mac and Ctrl
 * elsewhere. Letters are lower case without Shift; a sign such as `?` is named by itself, however it
 * is typed.
 */
export interface Keys {
  mod: boolean;
  alt: boolean;
  shift: boolean;
  /** As `KeyboardEvent.key`, letters in lower case. */
  key: string;
}

export const isMac = typeof navigator !== "undefined" && /Mac|iPhone|iPad/.test(navigator.platform);

export function parseKeys(text: string): Keys {
  const parts = text.split(/\+(?=.)/);
  const key = parts.pop() ?? "";
  return {
    mod: parts.includes("Mod"),
    alt: parts.includes("Alt"),
    shift: parts.includes("Shift"),
    key: key.length === 1 ? key.toLowerCase() : key,
  };
}

const SYMBOLS: Record<string, string> = {
  ArrowLeft: "←",
  ArrowRight: "→",
  ArrowUp: "↑",
  ArrowDown: "↓",
  Enter: "↵",
  Escape: "Esc",
  Backspace: "⌫",
};

/** The keys as they are engraved, one piece per key. */
export function shownKeys(text: string, mac = isMac): string[] {
  const { mod, alt, shift, key } = parseKeys(text);
  const shown = SYMBOLS[key] ?? (key.length === 1 ? key.toUpperCase() : key);
  return [mod && (mac ? "⌘" : "Ctrl"), alt && (mac ? "⌥" : "Alt"), shift && (mac ? "⇧" : "Shift"), shown].filter(
    (piece): piece is string => Boolean(piece),
  );
}
