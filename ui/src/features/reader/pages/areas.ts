import type { Reading } from "../reading.svelte";
import type { Words } from "../words/words.svelte";
import { type Area, drawn, moved } from "./geometry";
import type { Pointing } from "./pointing.svelte";
import { turned } from "./stack";

/** In points: how large an area is at first, and how far a key takes it. */
const FIRST = [120, 80] as const;
const STEP = 6;
const WAYS: Record<string, readonly [number, number]> = { ArrowLeft: [-STEP, 0], ArrowRight: [STEP, 0], ArrowUp: [0, -STEP], ArrowDown: [0, STEP] };

/** An area in the middle of what is seen of the page at hand, for who draws none with the pointer. */
export function beginArea(reading: Reading, pointing: Pointing, scroller: HTMLElement): void {
  const n = reading.current;
  const paper = scroller.querySelector(`[data-page="${n}"]`)?.getBoundingClientRect();
  const size = reading.unit(n)?.page;
  if (!paper || !size) return;
  const room = scroller.getBoundingClientRect();
  const middle = (from: number, to: number, start: number): number => ((from + to) / 2 - start) / reading.scale;
  const x = middle(Math.max(room.left, paper.left), Math.min(room.right, paper.right), paper.left);
  const y = middle(Math.max(room.top, paper.top), Math.min(room.bottom, paper.bottom), paper.top);
  const shown: Area = [x - FIRST[0] / 2, y - FIRST[1] / 2, ...FIRST];
  pointing.take(n, unturnedArea(moved(shown, [0, 0], [0, 0], turned(size, reading.rotation)), reading, size));
}

/** Arrows move the area that is selected, with Shift they size it; whether the key was one of these. */
export function keyOnArea(event: KeyboardEvent, reading: Reading, words: Words, pointing: Pointing): boolean {
  const { taken } = words;
  const way = WAYS[event.key];
  if (taken?.kind !== "area" || !way || event.altKey || event.ctrlKey || event.metaKey) return false;
  const size = reading.unit(taken.unit)?.page;
  if (!size) return false;
  const shown = drawn(taken.area, size, reading.rotation);
  const [by, more] = event.shiftKey ? ([[0, 0], way] as const) : ([way, [0, 0]] as const);
  pointing.take(taken.unit, unturnedArea(moved(shown, by, more, turned(size, reading.rotation)), reading, size));
  return true;
}

function unturnedArea(shown: Area, { rotation }: Reading, size: readonly [number, number]): Area {
  const back = ((360 - rotation) % 360) as typeof rotation;
  return drawn(shown, turned(size, rotation), back);
}
