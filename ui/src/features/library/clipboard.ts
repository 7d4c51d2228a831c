import type { Pasted } from "./desk.svelte";

/** What was copied: text, or a picture as PNG in base64. Null if it is neither. */
export async function pastedOf(data: DataTransfer | null): Promise<Pasted | null> {
  const picture = [...(data?.items ?? [])].find((item) => item.kind === "file" && item.type.startsWith("image/"))?.getAsFile();
  const text = data?.getData("text/plain") ?? "";
  // A cell of a sheet comes as both: its words are meant.
  if (text.trim()) return { text, png: "" };
  return picture ? { text: "", png: await base64Of(picture.type === "image/png" ? picture : await asPng(picture)) } : null;
}

async function asPng(picture: Blob): Promise<Blob> {
  const bitmap = await createImageBitmap(picture);
  const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
  canvas.getContext("2d")?.drawImage(bitmap, 0, 0);
  bitmap.close();
  return canvas.convertToBlob({ type: "image/png" });
}

const CHUNK = 0x8000;

async function base64Of(blob: Blob): Promise<string> {
  const bytes = new Uint8Array(await blob.arrayBuffer());
  const parts: string[] = [];
  for (let at = 0; at < bytes.length; at += CHUNK) parts.push(String.fromCharCode(...bytes.subarray(at, at + CHUNK)));
  return btoa(parts.join(""));
}
