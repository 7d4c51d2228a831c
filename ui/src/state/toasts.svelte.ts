export interface Toast {
  id: number;
  text: string;
  tone: "plain" | "failed";
  /** What can be done about it, as "Undo". */
  action?: { label: string; run(): void };
}

const STAYS_MS = 6000;

/** Short messages at the foot of the window. One that offers to undo, or tells of a failure, stays longer. */
export class Toasts {
  #list = $state.raw<Toast[]>([]);
  private readonly timers = new Map<number, ReturnType<typeof setTimeout>>();
  private next = 1;

  get list(): Toast[] {
    return this.#list;
  }

  show(text: string, extra: Partial<Pick<Toast, "tone" | "action">> = {}): number {
    const toast: Toast = { id: this.next++, text, tone: "plain", ...extra };
    this.#list = [...this.#list.slice(-2), toast];
    this.resume(toast.id);
    return toast.id;
  }

  dismiss(id: number): void {
    this.pause(id);
    this.#list = this.#list.filter((toast) => toast.id !== id);
  }

  /** The pointer or the focus is on it: it stays. */
  pause(id: number): void {
    clearTimeout(this.timers.get(id));
    this.timers.delete(id);
  }

  resume(id: number): void {
    const toast = this.#list.find((t) => t.id === id);
    if (!toast) return;
    this.pause(id);
    const stays = toast.action || toast.tone === "failed" ? 2 * STAYS_MS : STAYS_MS;
    this.timers.set(id, setTimeout(() => this.dismiss(id), stays));
  }
}
