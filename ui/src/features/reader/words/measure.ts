import type { Measure } from "../pages/geometry";

let context: CanvasRenderingContext2D | null | undefined;
const known = new Map<string, number>();
const MOST_KNOWN = 20_000;
/** The face that the words over a picture are set in. It is never seen; only its widths count. */
export const FACE = "sans-serif";

/** How wide a text is set at 100 px in the face that lies over the pictures. */
export const measured: Measure = (text) => {
  const before = known.get(text);
  if (before !== undefined) return before;
  context ??= document.createElement("canvas").getContext("2d");
  if (context && context.font !== `100px ${FACE}`) context.font = `100px ${FACE}`;
  // Without a canvas every character is as wide as it is counted.
  const width = context?.measureText(text).width ?? [...text].length * 50;
  if (known.size > MOST_KNOWN) known.clear();
  known.set(text, width);
  return width;
};
