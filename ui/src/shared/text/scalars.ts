/**
 * Offsets in texts. The desk counts Unicode scalar values; a JavaScript string counts UTF-16 code
 * units, where `😀` and `𠀀` are two. Everything that crosses the border goes through here.
 */

/** Both ways for one text; what was found last is remembered, so that walking forward is fast. */
export class Scalars {
  /** How many scalar values the text has. */
  readonly length: number;
  /** UTF-16 offsets of every 256th scalar value; empty if the two counts are the same. */
  private readonly marks: number[] = [];

  constructor(readonly text: string) {
    let n_scalars = 0;
    const marks: number[] = [];
    for (let at = 0; at < text.length; n_scalars++) {
      if (n_scalars % STEP === 0) marks.push(at);
      at += width(text, at);
    }
    this.length = n_scalars;
    if (n_scalars !== text.length) this.marks = marks;
  }

  /** Where the scalar value stands in the string; the text's end if it has fewer. */
  toUtf16(scalar: number): number {
    const wanted = Math.max(0, Math.min(scalar, this.length));
    if (this.marks.length === 0 || wanted === this.length) return wanted === this.length ? this.text.length : wanted;
    let at = this.marks[Math.floor(wanted / STEP)] ?? 0;
    for (let passed = wanted % STEP; passed > 0; passed--) at += width(this.text, at);
    return at;
  }

  /** How many scalar values stand before this place in the string; inside a pair: those before the pair. */
  fromUtf16(offset: number): number {
    const wanted = Math.max(0, Math.min(offset, this.text.length));
    if (this.marks.length === 0) return wanted;
    const mark = Math.max(0, lastAtMost(this.marks, wanted));
    let n_scalars = mark * STEP;
    for (let at = this.marks[mark] ?? 0; at < wanted; n_scalars++) {
      const next = at + width(this.text, at);
      if (next > wanted) break;
      at = next;
    }
    return n_scalars;
  }

  /** The words between two scalar offsets. */
  slice(start: number, end: number): string {
    return this.text.slice(this.toUtf16(start), this.toUtf16(end));
  }
}

const STEP = 256;

function width(text: string, at: number): 1 | 2 {
  const unit = text.charCodeAt(at);
  if (unit < 0xd800 || unit > 0xdbff || at + 1 >= text.length) return 1;
  const next = text.charCodeAt(at + 1);
  return next >= 0xdc00 && next <= 0xdfff ? 2 : 1;
}

function lastAtMost(sorted: number[], limit: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? 0) <= limit) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
