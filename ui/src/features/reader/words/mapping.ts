/**
 * Between places in the page's elements and offsets in units' texts. An element whose text is a run
 * of a unit's text says so: `data-unit` and `data-start`, the offset in Unicode scalar values of its
 * first character. Elements inside it, as marks, are passed through.
 */
export interface TextPlace {
  unit: number;
  offset: number;
}

const HOLDER = "[data-start]";

/** The place of a point of a selection. A point between runs belongs to the next (`start`) or the last (`end`) of them. */
export function placeOf(root: ParentNode & Node, node: Node, offset: number, side: "start" | "end"): TextPlace | null {
  const holder = holderOf(node);
  if (holder && root.contains(holder)) {
    const before = document.createRange();
    before.setStart(holder, 0);
    before.setEnd(node, offset);
    return { unit: unitOf(holder), offset: startOf(holder) + countOf(before.toString()) };
  }
  const point = document.createRange();
  point.setStart(node, offset);
  const all = [...root.querySelectorAll<HTMLElement>(HOLDER)];
  const isAfter = (element: HTMLElement): boolean => point.comparePoint(element, 0) >= 0 && !element.contains(node);
  if (side === "start") {
    const next = all.find(isAfter);
    return next ? { unit: unitOf(next), offset: startOf(next) } : null;
  }
  const last = all.findLast((element) => !isAfter(element));
  return last ? { unit: unitOf(last), offset: startOf(last) + countOf(last.textContent ?? "") } : null;
}

/** Where an offset stands among the elements; at an edge of two runs, in the one that the side needs. */
export function nodeAt(root: ParentNode, place: TextPlace, side: "start" | "end"): { node: Node; offset: number } | null {
  const holders = [...root.querySelectorAll<HTMLElement>(`${HOLDER}[data-unit="${place.unit}"]`)].sort((a, b) => startOf(a) - startOf(b));
  const ends = (h: HTMLElement): number => startOf(h) + countOf(h.textContent ?? "");
  const holder =
    side === "start"
      ? (holders.find((h) => startOf(h) <= place.offset && place.offset < ends(h)) ?? holders.find((h) => startOf(h) >= place.offset))
      : (holders.findLast((h) => startOf(h) < place.offset && place.offset <= ends(h)) ?? holders.findLast((h) => ends(h) <= place.offset));
  if (!holder) return null;
  const wanted = Math.min(Math.max(place.offset, startOf(holder)), ends(holder)) - startOf(holder);
  return inside(holder, wanted, side);
}

/** A range over these places, if both are among the elements. */
export function rangeOf(root: ParentNode, from: TextPlace, to: TextPlace): Range | null {
  const start = nodeAt(root, from, "start");
  const end = nodeAt(root, to, "end");
  if (!start || !end) return null;
  const range = document.createRange();
  range.setStart(start.node, start.offset);
  range.setEnd(end.node, end.offset);
  return range.collapsed ? null : range;
}

function inside(holder: HTMLElement, wanted: number, side: "start" | "end"): { node: Node; offset: number } {
  const walker = document.createTreeWalker(holder, NodeFilter.SHOW_TEXT);
  let passed = 0;
  let last: Node | null = null;
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const text = node.nodeValue ?? "";
    const n_scalars = countOf(text);
    const isHere = side === "start" ? wanted < passed + n_scalars : wanted <= passed + n_scalars;
    if (isHere) return { node, offset: utf16Of(text, wanted - passed) };
    passed += n_scalars;
    last = node;
  }
  return last ? { node: last, offset: (last.nodeValue ?? "").length } : { node: holder, offset: 0 };
}

function holderOf(node: Node): HTMLElement | null {
  const element = node instanceof Element ? node : node.parentElement;
  return element?.closest<HTMLElement>(HOLDER) ?? null;
}

function unitOf(holder: HTMLElement): number {
  return Number(holder.dataset.unit);
}

function startOf(holder: HTMLElement): number {
  return Number(holder.dataset.start);
}

function countOf(text: string): number {
  let n_scalars = 0;
  for (const _ of text) n_scalars++;
  return n_scalars;
}

function utf16Of(text: string, scalars: number): number {
  let at = 0;
  let passed = 0;
  for (const char of text) {
    if (passed++ >= scalars) break;
    at += char.length;
  }
  return at;
}
