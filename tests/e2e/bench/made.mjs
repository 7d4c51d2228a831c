// What the bench takes in besides the sample.

import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

const SYLLABLES = ["ba", "cor", "den", "fa", "gri", "hol", "ju", "kel", "mer", "no", "pe", "qui", "sten", "tu", "va", "wen"];
const LINES = 100;
const WORDS_OF_LINE = 20;

/** The word of a number, always the same. */
function word(n) {
  let [rest, letters] = [((n + 1) * 2_654_435_761) >>> 0, ""];
  for (let i = 0; i < 2; i++, rest >>>= 8) letters += SYLLABLES[rest % SYLLABLES.length];
  return letters;
}

/** A page of 2,000 words in small print. */
export async function writePage(file) {
  const lines = Array.from({ length: LINES }, (_, y) => Array.from({ length: WORDS_OF_LINE }, (_, x) => word(y * WORDS_OF_LINE + x)).join(" "));
  const drawing = `BT /F1 6 Tf 40 800 Td 7.5 TL\n${lines.map((line) => `(${line}) Tj T*`).join("\n")}\nET`;
  const objects = [
    "<< /Type /Catalog /Pages 2 0 R >>",
    "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
    "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
    `<< /Length ${drawing.length} >>\nstream\n${drawing}\nendstream`,
    "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
  ];
  let [text, places] = ["%PDF-1.4\n", []];
  objects.forEach((object, idx) => {
    places.push(text.length);
    text += `${idx + 1} 0 obj\n${object}\nendobj\n`;
  });
  const table = places.map((place) => `${String(place).padStart(10, "0")} 00000 n \n`).join("");
  text += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${table}trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${text.length}\n%%EOF\n`;
  await writeFile(file, text, "latin1");
  return LINES * WORDS_OF_LINE;
}

/** Letters enough to be busy with while somebody types. */
export async function writeLetters(folder, n_letters, words_of_letter) {
  await mkdir(folder);
  for (let n = 0; n < n_letters; n++) {
    const words = Array.from({ length: words_of_letter }, (_, idx) => word(n * 31 + idx * 7) + (idx % 12 === 11 ? ".\n" : ""));
    await writeFile(join(folder, `letter-${n}.txt`), `Letter ${n}\n\n${words.join(" ")}\n`);
  }
}
