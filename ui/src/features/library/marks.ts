import CircleCheck from "@lucide/svelte/icons/circle-check";
import Copy from "@lucide/svelte/icons/copy";
import FileText from "@lucide/svelte/icons/file-text";
import Star from "@lucide/svelte/icons/star";
import Tag from "@lucide/svelte/icons/tag";
import type { Action } from "../../actions/action";
import type { DocumentLine } from "../../api/client";
import type { App } from "../../state/app.svelte";
import { strings } from "../../strings";
import { desk } from "./desk.svelte";

const s = strings.library.marks;

/** The documents that are selected in the library; none while another view is shown. */
export function chosenIds(app: App): readonly string[] {
  const { chosen } = app.selection;
  return app.location.place.view === "library" && chosen.kind === "documents" ? chosen.ids : [];
}

function chosenLines(app: App): DocumentLine[] {
  return chosenIds(app).flatMap((id) => app.documents.line(id) ?? []);
}

const hasChosen = (app: App): boolean => chosenIds(app).length > 0;
const canMark = (app: App): boolean => hasChosen(app) && (app.case.info?.writable ?? false);

/** Marks all of them, unless all are marked already: then the mark is taken off. */
async function toggle(app: App, mark: "seen" | "starred"): Promise<void> {
  const lines = chosenLines(app);
  const on = lines.some((line) => !app.documents.marksOf(line)[mark]);
  await app.documents.mark(
    lines.map(({ id }) => id),
    { [mark]: on ? "yes" : "no" },
  );
  const undo = app.actions.get("case.undo");
  // Many at once are easily marked by mistake.
  if (lines.length > 1 && undo) app.toasts.show(s.done(lines.length), { action: { label: strings.shell.undo, run: () => app.actions.run(undo, app, (thrown) => app.fail(thrown)) } });
}

/** What can be done with the documents that are selected. Offered while the library is shown. */
export const markActions: Action<App>[] = [
  {
    id: "documents.open",
    group: "document",
    title: s.open,
    icon: FileText,
    enabled: hasChosen,
    run(app) {
      const [document] = chosenIds(app);
      if (document) app.location.read({ document, unit: 1 });
    },
  },
  { id: "documents.seen", group: "document", title: s.toggleSeen, icon: CircleCheck, keys: ["x"], enabled: canMark, run: (app) => toggle(app, "seen") },
  { id: "documents.star", group: "document", title: s.toggleStar, icon: Star, keys: ["s"], enabled: canMark, run: (app) => toggle(app, "starred") },
  { id: "documents.tag", group: "document", title: s.tag, icon: Tag, keys: ["t"], enabled: canMark, run: (app) => void (desk.tagging = chosenIds(app)) },
  {
    id: "documents.path",
    group: "document",
    title: s.copyPath,
    icon: Copy,
    enabled: hasChosen,
    run: (app) =>
      app.host.copyText(
        chosenLines(app)
          .map(({ paths }) => paths[0] ?? "")
          .join("\n"),
      ),
  },
];
