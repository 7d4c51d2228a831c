/** What keys do to the drawing. */
export interface Keyed {
  /** To the next event in time, or the one before. */
  step: (way: 1 | -1) => void;
  /** To the next lane, or the one before. */
  stepLane: (way: 1 | -1) => void;
  ends: (which: "first" | "last") => void;
  zoom: (factor: number) => void;
  fit: () => void;
  /** By a share of what is in view. */
  pan: (share: number) => void;
  /** Shows or hides what the active event rests on. */
  toggle: () => void;
  open: () => void;
  /** Whether there was something to close. */
  close: () => boolean;
}

const ZOOM = 1.6;
const PAN = 0.2;

/** Whether a key was one of the drawing's own, and was followed. */
export function pressed(event: KeyboardEvent, to: Keyed): boolean {
  if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey) return false;
  switch (event.key) {
    case "ArrowRight":
    case "ArrowLeft": {
      const way = event.key === "ArrowRight" ? 1 : -1;
      if (event.shiftKey) to.pan(way * PAN);
      else to.step(way);
      break;
    }
    case "ArrowDown":
      to.stepLane(1);
      break;
    case "ArrowUp":
      to.stepLane(-1);
      break;
    case "Home":
      to.ends("first");
      break;
    case "End":
      to.ends("last");
      break;
    case "+":
    case "=":
      to.zoom(ZOOM);
      break;
    case "-":
      to.zoom(1 / ZOOM);
      break;
    case "f":
      to.fit();
      break;
    case " ":
      to.toggle();
      break;
    case "Enter":
      to.open();
      break;
    case "Escape":
      if (!to.close()) return false;
      break;
    default:
      return false;
  }
  event.preventDefault();
  event.stopPropagation();
  return true;
}
