export interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

const GAP = 8;
const EDGE = 8;

/**
 * Where the bar stands: below the last line of what is chosen, never over the words. Without room
 * there, above the first line; without room there either, at the foot of the room.
 */
export function placeBar(lines: readonly Box[], bar: { width: number; height: number }, room: Box): { left: number; top: number } | null {
  const seen = lines.filter((line) => line.right > line.left && line.bottom > room.top && line.top < room.bottom);
  const [first] = seen;
  if (!first) return null;
  const bottom = Math.max(...seen.map((line) => line.bottom));
  const top = Math.min(...seen.map((line) => line.top));
  const last = seen.filter((line) => line.bottom > bottom - 4);
  const middle = (Math.min(...last.map((l) => l.left)) + Math.max(...last.map((l) => l.right))) / 2;
  const left = Math.max(room.left + EDGE, Math.min(middle - bar.width / 2, room.right - bar.width - EDGE));
  if (bottom + GAP + bar.height <= room.bottom) return { left, top: bottom + GAP };
  if (top - GAP - bar.height >= room.top) return { left, top: top - GAP - bar.height };
  return { left, top: room.bottom - bar.height - EDGE };
}
