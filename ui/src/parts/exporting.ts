import type { App } from "../state/app.svelte";
import { strings } from "../strings";

const s = strings.exporting;

/**
 * Says where a table was written. Where protected sources stay unnamed in it, that is said, too, and a second writing names
 * them. `write` answers in how many places they stay unnamed.
 */
export async function exportTable(app: App, path: string, write: (named: { with_protected?: boolean }) => Promise<number>): Promise<void> {
  const unnamed = await write({});
  if (unnamed === 0) return void app.toasts.show(s.written(path));
  const name = async (): Promise<void> => {
    await write({ with_protected: true });
    app.toasts.show(s.writtenNamed(path));
  };
  app.toasts.show(s.writtenUnnamed(path, unnamed), { action: { label: s.name, run: () => void name().catch((thrown: unknown) => app.fail(thrown)) } });
}
