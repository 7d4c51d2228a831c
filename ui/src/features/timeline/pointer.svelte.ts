import { hit } from "./board";
import { type Frame, panned, zoomed } from "./camera";
import { AXIS } from "./draw";
import { type Floats, type View, shiftOf } from "./floats.svelte";

/** What the pointer does to the drawing. */
export interface Pointed {
  floats: Floats;
  view: () => View | undefined;
  canvas: () => HTMLCanvasElement | undefined;
  scroll: () => HTMLElement | undefined;
  look: (to: Frame) => void;
  focus: () => void;
  /** Makes an event the active one, with its card. */
  pick: (item: number) => void;
  open: (item: number) => void;
  hover: (item: number) => void;
  hideFloat: () => void;
  renew: () => void;
}

interface Grip {
  x: number;
  y: number;
  frame: Frame;
  top: number;
  moved: boolean;
}

/** Px that the pointer may tremble in a click. */
const TREMBLE = 4;
/** Px of a line, for wheels that count in lines. */
const LINE = 16;
const PINCH = 0.006;
const PINCH_MOST = 60;

export class Pointer {
  dragging = $state(false);
  /** Something is under it. */
  isOver = $state(false);
  private grip: Grip | null = null;
  private hovered = -1;

  constructor(private readonly to: Pointed) {}

  down = (event: PointerEvent): void => {
    const view = this.to.view();
    if (event.button !== 0 || !view) return;
    this.grip = { x: event.clientX, y: event.clientY, frame: view.frame, top: view.top, moved: false };
    this.to.canvas()?.setPointerCapture(event.pointerId);
    this.to.focus();
  };

  move = (event: PointerEvent): void => {
    const { grip } = this;
    const [view, scroll] = [this.to.view(), this.to.scroll()];
    if (!grip) return this.hover(event);
    const [dx, dy] = [event.clientX - grip.x, event.clientY - grip.y];
    if (!grip.moved && Math.hypot(dx, dy) < TREMBLE) return;
    grip.moved = this.dragging = true;
    if (scroll) scroll.scrollTop = grip.top - dy;
    if (view) this.to.look(panned(grip.frame, -dx / view.width, view.board.all));
  };

  up = (event: PointerEvent): void => {
    const was = this.grip;
    this.cancel();
    if (!was || was.moved) return;
    const found = this.under(event);
    if (found && "item" in found) this.to.pick(found.item);
    else if (found) this.to.floats.fold(found.chip, found.left, found.top);
    else this.to.hideFloat();
    this.to.renew();
  };

  cancel = (): void => {
    this.grip = null;
    this.dragging = false;
  };

  leave = (): void => {
    this.isOver = false;
    if (this.to.floats.isPinned) return;
    this.to.floats.leave(() => this.mark(-1));
  };

  double = (event: MouseEvent): void => {
    const found = this.under(event);
    if (found && "item" in found) this.to.open(found.item);
  };

  wheel = (event: WheelEvent): void => {
    const [view, canvas, scroll] = [this.to.view(), this.to.canvas(), this.to.scroll()];
    if (!view || !canvas || !scroll) return;
    const { frame, width, board } = view;
    const scale = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? LINE : 1;
    const [dx, dy] = [event.deltaX * scale, event.deltaY * scale];
    if (event.ctrlKey || event.metaKey) {
      const at = frame.from + ((event.clientX - canvas.getBoundingClientRect().left) / width) * (frame.to - frame.from);
      // A pinch comes in small steps, a wheel in large ones.
      this.to.look(zoomed(frame, Math.exp(-Math.max(-PINCH_MOST, Math.min(PINCH_MOST, dy)) * PINCH), at));
    } else if (event.shiftKey || Math.abs(dx) > Math.abs(dy) || scroll.scrollHeight <= scroll.clientHeight) {
      this.to.look(panned(frame, (event.shiftKey && dx === 0 ? dy : Math.abs(dx) > Math.abs(dy) ? dx : dy) / width, board.all));
    } else return;
    event.preventDefault();
  };

  /** Nothing is marked as under it any more. */
  forget(): void {
    this.hovered = -1;
  }

  private hover(event: PointerEvent): void {
    const { floats } = this.to;
    if (floats.shown && !floats.isTip) return;
    const found = this.under(event);
    const item = found && "item" in found ? found.item : -1;
    this.isOver = found !== null;
    if (item === this.hovered) return;
    this.mark(item);
    if (item >= 0) floats.soon(item);
    else if (floats.shown) floats.leave(() => this.mark(-1));
    else floats.stay();
  }

  private mark(item: number): void {
    this.hovered = item;
    this.to.hover(item);
  }

  private under(event: MouseEvent): ReturnType<typeof hit> {
    const [view, canvas] = [this.to.view(), this.to.canvas()];
    if (!view || !canvas) return null;
    const at = canvas.getBoundingClientRect();
    const y = event.clientY - at.top - AXIS;
    return y < 0 ? null : hit(view.board, event.clientX - at.left - shiftOf(view), y + view.top);
  }
}
