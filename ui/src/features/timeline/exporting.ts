import type { Board } from "./board";
import { strings } from "../../strings";
import { AXIS, Painter, type Scene, fonts } from "./draw";
import { drawMark } from "./marks";
import type { Mark } from "./model";

const SCALE = 2;
/** What a browser draws at most in one picture, in px of a side. */
const MOST = 16_000;

/** The drawing in view with all its lanes and their names, as the bytes of a PNG in base64. */
export async function picture({ scene, gutter }: { scene: Scene; gutter: number }, title: string): Promise<string> {
  const HEAD = 48;
  const FOOT = 44;
  const [width, height] = [gutter + scene.width, HEAD + scene.height + FOOT];
  const scale = Math.min(SCALE, MOST / width, MOST / height);
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  const ctx = canvas.getContext("2d")!;
  const font = fonts(scene.ink);
  ctx.setTransform(scale, 0, 0, scale, 0, 0);
  const inner = document.createElement("canvas");
  inner.width = Math.round(scene.width * scale);
  inner.height = Math.round(scene.height * scale);
  const innerCtx = inner.getContext("2d")!;
  innerCtx.setTransform(scale, 0, 0, scale, 0, 0);
  new Painter().draw(innerCtx, scene);
  ctx.fillStyle = scene.ink.paper;
  ctx.fillRect(0, 0, width, height);
  ctx.drawImage(inner, gutter, HEAD, scene.width, scene.height);
  ctx.fillStyle = scene.ink.ink;
  ctx.font = font.title.replace(/^[\d.]+px/, "18px");
  ctx.fillText(title, 20, 32);
  laneNames(ctx, scene.board, scene, gutter, HEAD + AXIS);
  legend(ctx, scene, height - FOOT / 2);
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, "image/png"));
  if (!blob) throw new Error("the picture could not be made");
  return base64(new Uint8Array(await blob.arrayBuffer()));
}

function laneNames(ctx: CanvasRenderingContext2D, board: Board, { ink }: Scene, gutter: number, down: number): void {
  ctx.font = fonts(ink).note;
  for (const { lane, top, size } of board.lanes) {
    ctx.fillStyle = ink.line;
    ctx.fillRect(0, down + top + size - 1, gutter, 1);
    ctx.fillStyle = ink.ink2;
    ctx.fillText(lane.title, 20, down + top + 22, gutter - 32);
  }
}

/** What the marks mean, each as it is drawn. */
function legend(ctx: CanvasRenderingContext2D, { ink }: Scene, y: number): void {
  const sure: Mark = { from: 0, to: 0, start: "sharp", end: "sharp", isPoint: true, look: "solid", thread: "tied" };
  const words = strings.timeline.legendMarks;
  const marks: [Mark, string][] = [
    ...(["solid", "light", "outline", "dotted", "struck"] as const).map((look): [Mark, string] => [{ ...sure, look }, words[look]]),
    [{ ...sure, isPoint: false, start: "soft", end: "soft" }, words.soft],
    [{ ...sure, isPoint: false, end: "open" }, words.open],
    [{ ...sure, thread: "unsourced" }, words.unsourced],
  ];
  const GAP = 22;
  ctx.font = fonts(ink).note;
  let x = 20;
  for (const [mark, said] of marks) {
    const before = mark.start === "soft" ? 26 : 9;
    const after = mark.end === "open" ? 52 : mark.end === "soft" ? 28 : 14;
    drawMark(ctx, mark, x + before, x + before, y, ink, Infinity);
    ctx.fillStyle = ink.ink2;
    ctx.fillText(said, x + before + after, y + 4);
    x += before + after + ctx.measureText(said).width + GAP;
  }
}

function base64(bytes: Uint8Array): string {
  const CHUNK = 0x8000;
  let text = "";
  for (let at = 0; at < bytes.length; at += CHUNK) text += String.fromCharCode(...bytes.subarray(at, at + CHUNK));
  return btoa(text);
}
