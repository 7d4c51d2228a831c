import type { Span } from "../../../api/client";
import { Scalars } from "../../../shared/text/scalars";

const LETTER = /[\p{L}\p{M}\p{N}]/u;
/** Scripts without spaces: every character is a word of its own. */
const ALONE = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;
/** Signs inside words and numbers: `Vane’s`, `DL-2024`, `260,000`, `O&F`. */
const INSIDE = /[’'‑\-.,/&_@·]/u;
const graphemes = new Intl.Segmenter(undefined, { granularity: "grapheme" });

/** Whole words for what was touched: grown to word edges, white space at the ends taken off. */
export function snapToWords(text: string, [start, end]: Span): Span | null {
  const chars = [...text];
  let [from, to] = [Math.max(0, start), Math.min(chars.length, end)];
  while (from < to && isSpace(chars[from])) from++;
  while (to > from && isSpace(chars[to - 1])) to--;
  if (from >= to) return null;
  while (from > 0 && belongs(chars, from)) from--;
  while (to < chars.length && belongs(chars, to)) to++;
  return snapToCharacters(text, [from, to]);
}

/** What was touched to the character, but never half of one: an emoji of several code points is one. */
export function snapToCharacters(text: string, [start, end]: Span): Span | null {
  const scalars = new Scalars(text);
  const [from, to] = [Math.max(0, start), Math.min(scalars.length, end)];
  if (from >= to) return null;
  return [edge(scalars, from, "before"), edge(scalars, to, "after")];
}

/** The word at a place; null where there is none. */
export function wordAt(text: string, offset: number): Span | null {
  const chars = [...text];
  if (isSpace(chars[offset]) || offset >= chars.length) return null;
  return snapToWords(text, [offset, offset + 1]);
}

/** Where the next word begins (`+1`) or this or the one before begins (`-1`): for choosing words with the keyboard. */
export function wordEdge(text: string, offset: number, by: 1 | -1): number {
  const chars = [...text];
  let at = offset;
  if (by > 0) {
    while (at < chars.length && isSpace(chars[at])) at++;
    if (at < chars.length) at++;
    while (at < chars.length && belongs(chars, at)) at++;
  } else {
    while (at > 0 && isSpace(chars[at - 1])) at--;
    if (at > 0) at--;
    while (at > 0 && belongs(chars, at)) at--;
  }
  return at;
}

/** Whether the edge before `at` lies inside a word. */
function belongs(chars: readonly string[], at: number): boolean {
  const [before = "", after = ""] = [chars[at - 1], chars[at]];
  if (isLetter(before) && isLetter(after)) return !(ALONE.test(before) || ALONE.test(after)) || /\p{M}/u.test(after);
  if (isLetter(before) && INSIDE.test(after)) return isLetter(chars[at + 1] ?? "") && !ALONE.test(before);
  if (INSIDE.test(before) && isLetter(after)) return isLetter(chars[at - 2] ?? "") && !ALONE.test(after);
  return false;
}

function edge(scalars: Scalars, offset: number, side: "before" | "after"): number {
  const at = scalars.toUtf16(offset);
  // A cluster is short: the line around the place is enough to tell.
  const from = Math.max(0, at - 64);
  const near = scalars.text.slice(from, at + 64);
  for (const { index, segment } of graphemes.segment(near)) {
    const [begins, ends] = [from + index, from + index + segment.length];
    if (begins >= at) break;
    if (ends > at) return scalars.fromUtf16(side === "before" ? begins : ends);
  }
  return offset;
}

function isLetter(char: string): boolean {
  return LETTER.test(char);
}

function isSpace(char: string | undefined): boolean {
  return char !== undefined && /\s/u.test(char);
}
