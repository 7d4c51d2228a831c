/**
 * How well words fit a text: 0 if one of them is not in it. A word that begins a word of the text
 * counts more than one inside, and a shorter text more than a longer one.
 */
export function score(words: string, text: string): number {
  return scoreFolded(foldedWords(words), fold(text));
}

/** Those that the words fit, the best first, `most` of them. What is offered without words is for the caller to say. */
export function best<T>(words: string, all: readonly T[], text: (item: T) => string, most: number): T[] {
  const wanted = foldedWords(words);
  return all
    .map((item) => ({ item, points: scoreFolded(wanted, fold(text(item))) }))
    .filter(({ points }) => points > 0)
    .sort((a, b) => b.points - a.points)
    .slice(0, most)
    .map(({ item }) => item);
}

/** As `score`, for a text that was folded before, as those of long lists are. */
export function scoreFolded(words: readonly string[], folded: string): number {
  let points = 0;
  for (const word of words) {
    const at = folded.indexOf(word);
    if (at < 0) return 0;
    points += at === 0 ? 3 : begins(folded, word) ? 2 : 1;
  }
  return points + 1 / (1 + folded.length);
}

/** The words, as they are compared. */
export function foldedWords(words: string): string[] {
  return fold(words).split(/\s+/).filter(Boolean);
}

function begins(text: string, word: string): boolean {
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
    if (/[\s\p{P}]/u.test(text[at - 1] ?? " ")) return true;
  }
  return false;
}

/** Case and the marks of Latin letters do not matter. */
export function fold(text: string): string {
  // Most names are plain: then there is nothing to take apart.
  if (PLAIN.test(text)) return text.toLowerCase();
  return text
    .normalize("NFKD")
    .replace(/([a-z])\p{M}+/giu, "$1")
    .normalize("NFC")
    .toLowerCase();
}

const PLAIN = /^[\x00-\x7f]*$/;
