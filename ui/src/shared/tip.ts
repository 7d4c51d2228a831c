import type { Attachment } from "svelte/attachments";
import { shownKeys } from "./keycaps";

const WAIT_MS = 450;
const CHAIN_MS = 300;
const GAP = 6;

let shown: HTMLElement | undefined;
let hiddenAt = -Infinity;

/**
 * A short text while the pointer or the keyboard's focus rests on an element: `{@attach tip("Back", "Alt+ArrowLeft")}`.
 * For eyes alone: the element has its name already. Once one was shown, its neighbours answer at once.
 */
export function tip(text: string, keys?: string): Attachment<HTMLElement> {
  return (element) => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const hide = (): void => {
      clearTimeout(timer);
      if (!shown) return;
      shown.remove();
      shown = undefined;
      hiddenAt = performance.now();
    };
    const show = (): void => {
      hide();
      shown = draw(element, text, keys);
    };
    const enter = (event: PointerEvent): void => {
      if (event.pointerType === "touch") return;
      clearTimeout(timer);
      timer = setTimeout(show, performance.now() - hiddenAt < CHAIN_MS ? 0 : WAIT_MS);
    };
    const focus = (): void => {
      if (element.matches(":focus-visible")) timer = setTimeout(show, WAIT_MS);
    };
    const listeners: [string, EventListener][] = [
      ["pointerenter", enter as EventListener],
      ["pointerleave", hide],
      ["pointerdown", hide],
      ["keydown", hide],
      ["focusin", focus],
      ["focusout", hide],
    ];
    for (const [name, listener] of listeners) element.addEventListener(name, listener);
    return () => {
      hide();
      for (const [name, listener] of listeners) element.removeEventListener(name, listener);
    };
  };
}

function draw(element: HTMLElement, text: string, keys: string | undefined): HTMLElement {
  const box = document.createElement("div");
  box.className = "tip";
  box.setAttribute("aria-hidden", "true");
  box.textContent = text;
  if (keys) {
    const cap = document.createElement("kbd");
    cap.textContent = shownKeys(keys).join(" ");
    box.append(cap);
  }
  document.body.append(box);
  const at = element.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = box;
  const beside = element.dataset.tip === "right";
  const below = at.bottom + GAP + height < window.innerHeight;
  const top = beside ? at.top + (at.height - height) / 2 : below ? at.bottom + GAP : at.top - GAP - height;
  const left = beside ? at.right + GAP : at.left + (at.width - width) / 2;
  box.style.top = `${Math.max(GAP, top)}px`;
  box.style.left = `${Math.max(GAP, Math.min(left, window.innerWidth - width - GAP))}px`;
  return box;
}
