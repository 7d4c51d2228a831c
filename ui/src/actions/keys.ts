import { isMac, parseKeys } from "../shared/keycaps";

/** What was pressed, as shortcuts are written; null for a modifier alone. */
export function keysOf(event: KeyboardEvent, mac = isMac): string | null {
  if (["Control", "Shift", "Alt", "Meta", "Dead", "Process", "Unidentified"].includes(event.key)) return null;
  const key = keyOf(event);
  const isLetter = /^[a-z0-9]$/.test(key);
  const isNamed = key.length > 1 || key === " ";
  const parts = [];
  if (mac ? event.metaKey : event.ctrlKey) parts.push("Mod");
  if (event.altKey) parts.push("Alt");
  if (event.shiftKey && (isLetter || isNamed)) parts.push("Shift");
  parts.push(key === " " ? "Space" : isLetter ? key.toUpperCase() : key);
  return parts.length === 1 && isLetter ? key : parts.join("+");
}

/** One spelling for each shortcut, so that two can be compared. */
export function normalKeys(text: string): string {
  const { mod, alt, shift, key } = parseKeys(text);
  const letter = /^[a-z0-9]$/.test(key);
  const parts = [mod && "Mod", alt && "Alt", shift && "Shift", letter && (mod || alt || shift) ? key.toUpperCase() : key];
  return parts.filter(Boolean).join("+");
}

/** Whether a shortcut must wait while somebody is typing: it would be a letter. */
export function isPlain(text: string): boolean {
  const { mod, alt, key } = parseKeys(text);
  return !mod && !alt && !/^(F\d+|Escape)$/.test(key);
}

/** Whether a text field has its own use for it: undo, copy, going by words. */
export function isEditing(text: string): boolean {
  return /^Mod\+(Shift\+)?[ACVXYZ]$/.test(text) || (isMac && /^Alt\+/.test(text));
}

/** Whether keys go into a text now. */
export function isTyping(event: KeyboardEvent): boolean {
  if (event.isComposing || event.keyCode === 229) return true;
  const target = event.composedPath()[0] ?? event.target;
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement) return true;
  return target instanceof HTMLInputElement && !["checkbox", "radio", "button", "range", "submit"].includes(target.type);
}

/** Whether the control that has the focus does something of its own by this key. */
export function isPress(event: KeyboardEvent, pressed: string): boolean {
  return (pressed === "Space" || pressed === "Enter") && event.target instanceof Element && event.target.closest("button, a[href], summary, input, [role=button], [role=checkbox], [role=switch], [role=tab]") !== null;
}

/** Whether the focus is in something that floats and has keys of its own: a dialog, a menu, a list to choose from. */
export function isCaptured(event: KeyboardEvent): boolean {
  return event.target instanceof Element && event.target.closest('[role="dialog"], [role="alertdialog"], [role="menu"], .menu-panel') !== null;
}

/** The key, also where the layout has no Latin letters: then its place on the board counts. */
function keyOf(event: KeyboardEvent): string {
  if (event.key.length > 1) return event.key;
  const code = /^Key([A-Z])$/.exec(event.code)?.[1] ?? /^Digit(\d)$/.exec(event.code)?.[1];
  const isLatin = event.key.charCodeAt(0) < 0x250;
  if (code && (!isLatin || event.altKey)) return code.toLowerCase();
  return event.key.toLowerCase();
}
