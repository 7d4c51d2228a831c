import type { Span } from "../../../api/client";
import type { Run } from "../../../shared/text/pieces";
import { wideness } from "./grid";

/** A run of a unit's text that is set as one: a paragraph, a line of a mail's head. Offsets are scalar values. */
export interface Block {
  start: number;
  end: number;
  text: string;
  /** `heading`: the document's title where it stands in the text. */
  look: "paragraph" | "heading" | "quote";
}

export interface HeadLine {
  name: string;
  value: Block;
}

const SHORTEST_TITLE = 8;

/** A text cut at its empty lines. The cuts are white space: no word is in none. `title` is the document's. */
export function blocks(text: string, from = 0, title = ""): Block[] {
  const made: Block[] = [];
  let at = from;
  for (const part of text.split(/(\n[^\S\n]*\n\s*)/)) {
    const words = part.trim();
    if (words) {
      const start = at + countOf(part.slice(0, part.indexOf(words)));
      made.push({ start, end: start + countOf(words), text: words, look: "paragraph" });
    }
    at += countOf(part);
  }
  for (const block of made) {
    if (block.text.startsWith(">")) block.look = "quote";
    else if (block.text.length >= SHORTEST_TITLE && title.startsWith(block.text)) block.look = "heading";
  }
  return made;
}

/** When words were said, as each line of a transcript begins: offsets in the block. */
export function times({ text }: Block): Span[] {
  const spans: Span[] = [];
  let at = 0;
  for (const line of text.split("\n")) {
    const found = /^\d{2,}:\d{2}:\d{2}–\d{2,}:\d{2}:\d{2}(?= )/.exec(line);
    if (found) spans.push([at, at + found[0].length]);
    at += [...line].length + 1;
  }
  return spans;
}

const LETTER_EM = 0.55;
const GAP_EM = 1.5;
const WIDEST_EM = 18;

/** How far apart tabs stop, in em: so far that the widest cell but those at the ends of lines fits, and columns agree. */
export function tabStop(text: string): number {
  const cells = text.split("\n").flatMap((line) => line.split("\t").slice(0, -1));
  const widest = Math.max(0, ...cells.map(wideness));
  return Math.min(WIDEST_EM, Math.ceil(widest * LETTER_EM + GAP_EM));
}

/** The head of a mail, as its text begins, and its body. */
export function mailParts(text: string): { head: HeadLine[]; body: Block[] } {
  const head: HeadLine[] = [];
  let at = 0;
  let utf16 = 0;
  for (const line of text.split("\n")) {
    const found = /^([A-Z][\w-]{1,30}): ?(.*)$/su.exec(line);
    if (!found) break;
    const [, name = "", value = ""] = found;
    const before = [...line].length - [...value].length;
    head.push({ name, value: { start: at + before, end: at + [...line].length, text: value, look: "paragraph" } });
    at += [...line].length + 1;
    utf16 += line.length + 1;
  }
  return { head, body: blocks(text.slice(utf16), at) };
}

/** The runs of a unit as far as they touch a block, counted from where the block begins. */
export function within(block: Block, runs: readonly Run[]): Run[] {
  return runs
    .filter(({ span: [start, end] }) => start < block.end && end > block.start)
    .map((run) => {
      const [start, end] = run.span;
      const span: Span = [Math.max(0, start - block.start), Math.min(block.end, end) - block.start];
      return { ...run, span };
    });
}

function countOf(text: string): number {
  return [...text].length;
}
