/**
 * How well words fit a text: 0 if one of them is not in it. A word that begins a word of the text
 * counts more than one inside, and a shorter text more than a longer one.
 */
export function score(words: string, text: string): number {
  const folded = fold(text);
  let points = 0;
  for (const word of fold(words).split(/\s+/).filter(Boolean)) {
    const at = folded.indexOf(word);
    if (at < 0) return 0;
    points += at === 0 ? 3 : begins(folded, word) ? 2 : 1;
  }
  return points + 1 / (1 + folded.length);
}

function begins(text: string, word: string): boolean {
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
    if (/[\s\p{P}]/u.test(text[at - 1] ?? " ")) return true;
  }
  return false;
}

/** Case and the marks of Latin letters do not matter. */
function fold(text: string): string {
  return text
    .normalize("NFKD")
    .replace(/([a-z])\p{M}+/giu, "$1")
    .normalize("NFC")
    .toLowerCase();
}
