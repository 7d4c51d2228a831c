import type { ShowFacts } from "../facts/card";
import { marksOf } from "../marks";
import type { Reading } from "../reading.svelte";
import { measured } from "../words/measure";
import type { TextPlace } from "../words/mapping";
import { snapToCharacters, snapToWords } from "../words/snap";
import type { Words } from "../words/words.svelte";
import { type Area, SMALLEST, areaOf, areasOf, offsetAt, unturned } from "./geometry";

interface Point {
  unit: number;
  x: number;
  y: number;
}

const REST_MS = 350;
const EDGE = 8;

/**
 * The pointer over pages. Words are chosen by where they stand, not by the order of elements: in the
 * column one drags in, from the nearest line, also from empty paper. With Alt an area is drawn.
 */
export class Pointing {
  private drawing = $state.raw<{ unit: number; area: Area } | undefined>(undefined);
  private anchor: TextPlace | undefined;
  private rest: ReturnType<typeof setTimeout> | undefined;
  private over: string | undefined;

  constructor(
    private readonly reading: Reading,
    private readonly words: Words,
    private readonly scroller: () => HTMLElement | undefined,
  ) {}

  /** The area that is being drawn or is selected on a page. */
  areaOn(unit: number): Area | undefined {
    if (this.drawing?.unit === unit) return this.drawing.area;
    const { taken } = this.words;
    return taken?.kind === "area" && taken.unit === unit ? taken.area : undefined;
  }

  down(event: PointerEvent): void {
    const { target } = event;
    if (event.button !== 0 || !(target instanceof Element) || target.closest("button") || !target.closest("[data-page]")) return;
    const point = this.pointOf(event);
    if (!point) return;
    event.preventDefault();
    this.scroller()?.focus({ preventScroll: true });
    this.leave();
    if (event.altKey) this.draw(event, point);
    else this.choose(event, point);
  }

  /** Rests the pointer on cited words, the facts on them are shown. */
  hover(event: PointerEvent, show: ShowFacts): void {
    if (event.buttons !== 0) return this.leave();
    const citation = this.citationAt(event);
    if (citation === this.over) return;
    this.leave();
    this.over = citation;
    if (citation === undefined) return;
    const at = new DOMRect(event.clientX, event.clientY - 8, 1, 16);
    this.rest = setTimeout(() => show([citation], at, false), REST_MS);
  }

  leave(): void {
    clearTimeout(this.rest);
    this.over = undefined;
  }

  citationAt(event: PointerEvent): string | undefined {
    const point = this.pointOf(event);
    const unit = point && this.reading.unit(point.unit);
    const scalars = point && this.reading.scalars(point.unit);
    if (!point || !unit || !scalars) return undefined;
    const isIn = ([x, y, w, h]: Area): boolean => point.x >= x && point.x <= x + w && point.y >= y && point.y <= y + h;
    return marksOf(unit, undefined).find(({ area, span }) => (area ? [area] : span ? areasOf(unit, scalars, span, measured) : []).some(isIn))?.citation;
  }

  private choose(event: PointerEvent, point: Point): void {
    const at = this.placeOf(point);
    if (!at) return this.words.clear();
    const { taken } = this.words;
    if (event.shiftKey && taken?.kind === "words") this.anchor = isBefore(at, { unit: taken.unit, offset: taken.start }) ? { unit: taken.toUnit, offset: taken.end } : { unit: taken.unit, offset: taken.start };
    else this.anchor = at;
    this.words.choosing = true;
    if (event.detail === 2) this.selectAround(at, "word");
    else if (event.detail >= 3) this.selectAround(at, "line");
    else if (event.shiftKey) this.to(at, event.altKey);
    else this.words.clear();
    this.follow(
      event,
      (move) => {
        const here = this.pointOf(move);
        const to = here && this.placeOf(here);
        if (to) this.to(to, move.altKey);
      },
      () => (this.words.choosing = false),
    );
  }

  private draw(event: PointerEvent, from: Point): void {
    const size = this.reading.unit(from.unit)?.page;
    if (!size) return;
    this.words.clear();
    this.words.choosing = true;
    this.follow(
      event,
      (move) => {
        const to = this.pointOf(move, from.unit);
        if (to) this.drawing = { unit: from.unit, area: areaOf([from.x, from.y], [to.x, to.y], size) };
      },
      () => {
        const { drawing } = this;
        this.drawing = undefined;
        this.words.choosing = false;
        if (!drawing || drawing.area[2] < SMALLEST || drawing.area[3] < SMALLEST) return;
        this.take(drawing.unit, drawing.area);
      },
    );
  }

  /** Selects an area of a page. */
  take(unit: number, area: Area): void {
    const lines = (): DOMRect[] => {
      const element = this.scroller()?.querySelector(`[data-page="${unit}"] [data-area]`);
      return element ? [element.getBoundingClientRect()] : [];
    };
    this.words.take({ kind: "area", unit, area }, lines);
  }

  private to(focus: TextPlace, exact: boolean): void {
    const { anchor } = this;
    if (!anchor) return;
    const forward = !isBefore(focus, anchor);
    const [from, to] = forward ? [anchor, focus] : [focus, anchor];
    const snap = exact ? snapToCharacters : snapToWords;
    const text = (n: number): string => this.reading.unit(n)?.text ?? "";
    const length = (n: number): number => this.reading.scalars(n)?.length ?? 0;
    const first = snap(text(from.unit), [from.offset, from.unit === to.unit ? to.offset : length(from.unit)]);
    const last = from.unit === to.unit ? first : snap(text(to.unit), [0, to.offset]);
    if (!first || !last) return this.words.clear();
    this.words.select({ unit: from.unit, offset: first[0] }, { unit: to.unit, offset: last[1] }, forward ? "end" : "start");
  }

  private selectAround(at: TextPlace, what: "word" | "line"): void {
    const unit = this.reading.unit(at.unit);
    const box = unit?.boxes.find(([start, end]) => start <= at.offset && at.offset <= end);
    if (!unit || !box) return;
    const span = what === "line" ? lineOf(unit.boxes, box) : snapToWords(unit.text, at.offset < box[1] ? [at.offset, at.offset + 1] : [at.offset - 1, at.offset]);
    if (!span) return;
    this.anchor = { unit: at.unit, offset: span[0] };
    this.words.select(this.anchor, { unit: at.unit, offset: span[1] });
  }

  private follow(event: PointerEvent, moved: (move: PointerEvent) => void, end: () => void): void {
    const stop = new AbortController();
    const { signal } = stop;
    let last = event;
    let isRolling = true;
    const roll = (): void => {
      if (!isRolling) return;
      const view = this.scroller();
      const { top = 0, bottom = 0 } = view?.getBoundingClientRect() ?? {};
      const by = last.clientY < top + EDGE ? last.clientY - top - EDGE : last.clientY > bottom - EDGE ? last.clientY - bottom + EDGE : 0;
      if (view && by !== 0 && last !== event) {
        view.scrollTop += by / 3;
        moved(last);
      }
      requestAnimationFrame(roll);
    };
    requestAnimationFrame(roll);
    window.addEventListener("pointermove", (move) => moved((last = move)), { signal });
    const finish = (): void => {
      isRolling = false;
      stop.abort();
      end();
    };
    window.addEventListener("pointerup", finish, { signal });
    window.addEventListener("pointercancel", finish, { signal });
  }

  private placeOf({ unit: n, x, y }: Point): TextPlace | undefined {
    const unit = this.reading.unit(n);
    const scalars = this.reading.scalars(n);
    const offset = unit && scalars ? offsetAt(unit, scalars, x, y, measured) : null;
    return offset === null ? undefined : { unit: n, offset };
  }

  /** The point in points of the page under it, or of the page `on`; between pages, of the nearer one. */
  private pointOf(event: PointerEvent, on?: number): Point | undefined {
    let best: Point | undefined;
    let least = Infinity;
    for (const element of this.scroller()?.querySelectorAll<HTMLElement>("[data-page]") ?? []) {
      const n = Number(element.dataset.page);
      const size = this.reading.unit(n)?.page;
      if (!size || (on !== undefined && n !== on)) continue;
      const { left, top, bottom } = element.getBoundingClientRect();
      const far = Math.max(top - event.clientY, 0, event.clientY - bottom);
      if (far >= least) continue;
      const { scale, rotation } = this.reading;
      const [x, y] = unturned((event.clientX - left) / scale, (event.clientY - top) / scale, size, rotation);
      [best, least] = [{ unit: n, x, y }, far];
    }
    return best;
  }
}

function isBefore(a: TextPlace, b: TextPlace): boolean {
  return a.unit < b.unit || (a.unit === b.unit && a.offset < b.offset);
}

/** All runs on the line of one, that follow each other in the text. */
function lineOf(boxes: readonly (readonly number[])[], box: readonly number[]): [number, number] {
  const isOnLine = (other: readonly number[]): boolean => Math.abs((other[3] ?? 0) - (box[3] ?? 0)) < (box[5] ?? 0) * 0.5;
  const idx = boxes.findIndex((other) => other[0] === box[0]);
  let [first, last] = [idx, idx];
  while (first > 0 && isOnLine(boxes[first - 1] ?? [])) first--;
  while (last + 1 < boxes.length && isOnLine(boxes[last + 1] ?? [])) last++;
  return [boxes[first]?.[0] ?? 0, boxes[last]?.[1] ?? 0];
}
