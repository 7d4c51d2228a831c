// More than the sample case has, for pictures: what comes later, what goes wrong, what takes long. All of it is invented.

import { execFile } from "node:child_process";
import { cp, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
const CASEBOUND = join(process.env.CASEBOUND_APP ?? "", "..", "casebound");

/** Runs the program beside the app. */
function casebound(path, words, input = "") {
  const running = run(CASEBOUND, ["--author", "M. Reporter", ...words], { env: { ...process.env, CASEBOUND_PROFILE: join(path, "profile") } });
  running.child.stdin.end(input);
  // 3 says that some files could not be read: there are such on purpose.
  return running.catch((error) => { if (error.code !== 3) throw error; });
}

/** The sample case. */
export async function buildSample(path) {
  const sample = join(path, "sample");
  await casebound(path, ["demo", sample]);
  return sample;
}

/** A copy of it that a list of names, saved searches and a second leak have come to. */
export async function buildMore(path, sample) {
  const more = join(path, "more");
  const leak = join(path, "second-leak");
  await cp(sample, more, { recursive: true });
  await writeSecondLeak(leak);
  const names = join(path, "names-of-the-hall.csv");
  await writeFile(names, NAMES);
  await casebound(path, ["sweep", more, "--list", names, "--name", "Names of the hall", "--fuzzy", "--transliterate", "--watch"]);
  for (const [name, query] of Object.entries(SEARCHES)) await casebound(path, ["saved", "add", more, "--name", name, "--", query]);
  await casebound(path, ["ingest", more, leak, "--source", "GANNET"]);
  // A number off by one, printed, looked at as a picture and read off it.
  await casebound(path, ["page", more, "weighbridge.pdf", "--unit", "1", "--dpi", "110", "--out", join(path, "weighbridge-scan.png")]);
  await casebound(path, ["ingest", more, join(path, "weighbridge-scan.png"), "--source", "GANNET"]);
  await casebound(path, ["ocr", more]);
  await casebound(path, ["password", "add", more, "--label", "from the second call"], "tern-2024\n");
  await casebound(path, ["sweep", "again", more, "Names of the hall"]);
  await casebound(path, ["ingest", more, await writeLate(path), "--source", "GANNET"]);
  return more;
}

/** A copy with so many texts that a pattern takes its time, and a letter that is set aside. */
export async function buildMany(path, sample) {
  const many = join(path, "many");
  const logs = join(path, "logs");
  await cp(sample, many, { recursive: true });
  await mkdir(logs, { recursive: true });
  const line = (n) => `${n} gate ${n % 7} lorry ${(n * 7919) % 10007} crates ${n % 64} guard noted weather calm\n`;
  for (let n = 0; n < 300; n++) {
    await writeFile(join(logs, `gate-log-${String(n).padStart(3, "0")}.txt`), Array.from({ length: 900 }, (_, at) => line(n * 900 + at)).join(""));
  }
  await casebound(path, ["ingest", many, logs, "--source", "HERON"]);
  await casebound(path, ["privilege", "add", many, "--domain", "pannikin-sheetworks.example"]);
  return many;
}

const NAMES = `Name,Where from
Quillmarrow Systems Pte. Ltd.,register
Brindlewick Trading FZ-LLC,register
Dielu Trading (Hong Kong) Limited,contract
深圳蓝弧桥智能计算技术有限公司,contract
Luo Jiqiao,a call
Шэньчжэнь,a call
Vextorium Components,contract
Ilse Quarrington-Vane,register
Hafizal Brindora,a call
Petra Sundqvale,letter
,left empty
---,left empty
Desmond Tarkovic-Lowe,invoice
Pannikin Sheetworks,invoice
HX8-24-00417,note
Pelagia Thornfield,bill of lading
Oskar Tillenbrandt,a call
Tervanode Data Halls Sdn. Bhd. and its successors in the free zone of Johor Bahru,contract
`;

const SEARCHES = { "Empty chassis": "chassis", "深圳": "深圳", "Crates that left by night, before the second count of the inspectors": "crates AND night", Lorry: "lorry" };

const LETTER = (count, day, who, end) => `Hall 3, ${day} December 2024

To the desk of the inspectors.

The count of this morning gave ${count} chassis in sixteen racks. Each of them was opened at the front; none was taken out.
${who} walked along with us and held the list. The numbers on the plates agree with the list of April.

The lights of rows nine to twelve were off. We were told that a fuse had gone and that the racks had not been touched.
${end}

We ask for the log of the gate from the eighteenth of November on, and for the names of the guards.
箱子夜里走了，没有人看见。
`;

async function writeSecondLeak(folder) {
  await mkdir(join(folder, "calls"), { recursive: true });
  await writeFile(join(folder, "count-of-chassis-draft.txt"), LETTER(60, "third", "Hafizal Brindoro", "Two crates stood at the door; nobody knew whose they were."));
  await writeFile(join(folder, "count-of-chassis-sent.txt"), LETTER(64, "fourth", "Marisol Fenwickham", ""));
  await writeFile(join(folder, "too-deep.xml"), `<?xml version="1.0"?>${"<a>".repeat(120_000)}`);
  await writeFile(join(folder, "calls", "guard-2024-12-02.wav"), silence(90));
  await writeFile(join(folder, "calls", "guard-2024-12-02.srt"), TRANSCRIPT);
  await writeFile(join(folder, "weighbridge.pdf"), printed(["WEIGHBRIDGE NORTH GATE", "2 December 2024, 03:40", "Container MSKU 123456-7", "Lorry JSP 4471, Oskar Tillenbrandt", "Gross 21 460 kg"]));
}

/** What comes after the list was looked for again. */
async function writeLate(path) {
  const late = join(path, "late-note.txt");
  await writeFile(late, "Pannikin Sheetworks sent the lorry again on 9 December 2024; Oskar Tillenbrandt drove it by night with the crates.\n");
  return late;
}

const TRANSCRIPT = [
  [1, "Can you hear me? This line is not good."],
  [6, "The crates left by night, on the second of December."],
  [14, "Oskar Tillenbrandt drove the first lorry. 箱子夜里走了。"],
  [31, "Nobody counted them at the gate. I wrote it into the log, and the page was gone in the morning."],
  [62, "Ask Pannikin Sheetworks who paid for the empty ones."],
].map(([at, words], idx) => `${idx + 1}\n${clock(at)} --> ${clock(at + 5)}\n${words}\n`).join("\n");

function clock(seconds) {
  return `00:${String(Math.floor(seconds / 60)).padStart(2, "0")}:${String(seconds % 60).padStart(2, "0")},000`;
}

/** A recording in which nothing is heard. */
function silence(seconds) {
  const rate = 8000;
  const head = Buffer.alloc(44);
  head.write("RIFF", 0);
  head.writeUInt32LE(36 + seconds * rate, 4);
  head.write("WAVEfmt ", 8);
  for (const [value, at, size] of [[16, 16, 4], [1, 20, 2], [1, 22, 2], [rate, 24, 4], [rate, 28, 4], [1, 32, 2], [8, 34, 2]]) head.writeUIntLE(value, at, size);
  head.write("data", 36);
  head.writeUInt32LE(seconds * rate, 40);
  return Buffer.concat([head, Buffer.alloc(seconds * rate, 128)]);
}

/** A PDF of one page with these lines. */
function printed(lines) {
  const words = `BT /F 20 Tf 60 760 Td 44 TL ${lines.map((line) => `(${line}) Tj T*`).join(" ")} ET`;
  const objects = [
    "<< /Type /Catalog /Pages 2 0 R >>",
    "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
    "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>",
    `<< /Length ${words.length} >>\nstream\n${words}\nendstream`,
  ];
  let file = "%PDF-1.4\n";
  const places = objects.map((object, idx) => {
    const at = file.length;
    file += `${idx + 1} 0 obj\n${object}\nendobj\n`;
    return at;
  });
  const table = file.length;
  file += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${places.map((at) => `${String(at).padStart(10, "0")} 00000 n \n`).join("")}`;
  return `${file}trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${table}\n%%EOF\n`;
}
