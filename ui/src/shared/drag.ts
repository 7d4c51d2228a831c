/** Follows the pointer from a press until it is let go. `moved` gets how far it is from where it was pressed. */
export function drag(event: PointerEvent & { currentTarget: HTMLElement }, moved: (dx: number, dy: number) => void, end?: () => void): void {
  if (event.button !== 0) return;
  const { currentTarget: handle, clientX, clientY, pointerId } = event;
  const stop = new AbortController();
  const follow = (move: PointerEvent): void => moved(move.clientX - clientX, move.clientY - clientY);
  const finish = (): void => {
    stop.abort();
    end?.();
  };
  handle.setPointerCapture(pointerId);
  handle.addEventListener("pointermove", follow, { signal: stop.signal });
  handle.addEventListener("pointerup", finish, { signal: stop.signal });
  handle.addEventListener("pointercancel", finish, { signal: stop.signal });
}
