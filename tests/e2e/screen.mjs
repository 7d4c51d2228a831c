// What stands on the test's own screen: Xvfb keeps its pixels in a file, so that looking costs the window nothing.

import { open } from "node:fs/promises";
import { readSync } from "node:fs";
import { join } from "node:path";

/** Rows that are looked at: every so many. A line of text is higher. */
const EVERY = 5;
/** A window that was shown and has drawn nothing yet has one colour, with that of the screen two. */
const DRAWN = 6;

/** Opens the picture that Xvfb writes when it is started with `-fbdir FOLDER`; the format is that of XWD. */
export async function openScreen(folder) {
  const file = await open(join(folder, "Xvfb_screen0"), "r");
  const { buffer: head } = await file.read(Buffer.alloc(100), 0, 100, 0);
  const field = (n) => head.readUInt32BE(n * 4);
  const [height, stride, at] = [field(5), field(12), field(0) + field(19) * 12];
  const n_rows = Math.floor(height / EVERY);
  const look = () => {
    const picture = Buffer.allocUnsafe(n_rows * stride);
    for (let row = 0; row < n_rows; row++) readSync(file.fd, picture, row * stride, stride, at + row * EVERY * stride);
    return picture;
  };
  return { look, close: () => file.close() };
}

/** Whether there is more on the screen than surfaces. */
export function isDrawn(picture) {
  const pixels = new Uint32Array(picture.buffer, picture.byteOffset, picture.byteLength >> 2);
  const colours = new Set();
  for (const pixel of pixels) {
    if (colours.add(pixel).size >= DRAWN) return true;
  }
  return false;
}
