import type { App } from "../state/app.svelte";

/** Opens the reader at a citation of which only the id is known. */
export async function follow(app: App, citation: string): Promise<void> {
  try {
    const { document, parts } = await app.case.call("citation", { id: citation });
    app.location.read({ document, unit: parts[0]?.unit ?? 1, citation });
  } catch (thrown) {
    app.fail(thrown);
  }
}

/** Says that a change was made, and how to take it back. */
export function toldWithUndo(app: App, text: string, undo: string): void {
  app.toasts.show(text, { action: { label: undo, run: () => void app.case.call("undo", {}).catch((thrown: unknown) => app.fail(thrown)) } });
}
