import ArrowLeft from "@lucide/svelte/icons/arrow-left";
import ArrowRight from "@lucide/svelte/icons/arrow-right";
import Keyboard from "@lucide/svelte/icons/keyboard";
import Link from "@lucide/svelte/icons/link";
import LogOut from "@lucide/svelte/icons/log-out";
import Maximize from "@lucide/svelte/icons/maximize-2";
import PanelRight from "@lucide/svelte/icons/panel-right";
import Redo from "@lucide/svelte/icons/redo-2";
import Settings from "@lucide/svelte/icons/settings";
import Undo from "@lucide/svelte/icons/undo-2";
import X from "@lucide/svelte/icons/x";
import type { Action } from "../actions/action";
import type { App } from "../state/app.svelte";
import { link } from "../state/place";
import type { View } from "../state/view";
import { strings } from "../strings";

const s = strings.shell;
const inCase = (app: App): boolean => app.case.info !== undefined;
const isReading = (app: App): boolean => inCase(app) && app.location.place.reader !== undefined;

/** What the window itself can do. */
export function shellActions(views: View[]): Action<App>[] {
  return [...views.filter(({ rail }) => rail).map(goTo), ...moves, leave(views), ...reading, ...ofCase, ...ofWindow];
}

function goTo({ id, title, icon }: View, idx: number): Action<App> {
  return {
    id: `go.${id}`,
    group: "go",
    title: s.goTo(title),
    icon,
    keys: [`Mod+${idx + 1}`],
    enabled: inCase,
    run: (app) => app.location.visit(id),
  };
}

const moves: Action<App>[] = [
  { id: "go.back", group: "go", title: s.back, icon: ArrowLeft, keys: ["Alt+ArrowLeft", "Mod+["], enabled: inCase, run: (app) => app.location.back() },
  { id: "go.forward", group: "go", title: s.forward, icon: ArrowRight, keys: ["Alt+ArrowRight", "Mod+]"], enabled: inCase, run: (app) => app.location.forward() },
];

/** What the rail does not lead to was come to from somewhere: Escape goes back there. */
function leave(views: View[]): Action<App> {
  const here = (app: App): View | undefined => views.find(({ id }) => id === app.location.place.view);
  return {
    id: "go.leave",
    group: "go",
    title: s.leave,
    keys: ["Escape"],
    quiet: true,
    enabled: (app) => inCase(app) && !isReading(app) && here(app)?.rail === false,
    run(app) {
      const { under } = here(app) ?? {};
      if (!app.location.leave()) app.location.visit(under ?? "library");
    },
  };
}

const reading: Action<App>[] = [
  {
    id: "reader.toggle",
    group: "view",
    title: s.toggleReader,
    icon: PanelRight,
    keys: ["Mod+\\"],
    enabled: (app) => isReading(app) || (inCase(app) && app.canReopenReader),
    run: (app) => app.toggleReader(),
  },
  {
    id: "reader.wide",
    group: "view",
    title: s.wideReader,
    icon: Maximize,
    keys: ["Mod+Shift+E"],
    enabled: isReading,
    checked: (app) => app.location.place.reader?.wide ?? false,
    run(app) {
      const { reader } = app.location.place;
      if (reader) app.location.read({ ...reader, wide: !reader.wide });
    },
  },
  { id: "reader.close", group: "view", title: s.closeReader, icon: X, keys: ["Escape"], enabled: isReading, run: (app) => app.closeReader() },
];

const ofCase: Action<App>[] = [
  {
    id: "place.link",
    group: "case",
    title: s.copyLink,
    icon: Link,
    keys: ["Mod+Shift+L"],
    enabled: inCase,
    async run(app) {
      if (!app.case.info) return;
      await app.host.copyText(link(app.case.info.id, app.location.place));
      app.toasts.show(s.linkCopied);
    },
  },
  {
    id: "case.undo",
    group: "case",
    title: s.undo,
    icon: Undo,
    keys: ["Mod+Z"],
    enabled: (app) => app.case.info?.writable ?? false,
    async run(app) {
      const { what } = await app.case.call("undo", {});
      app.toasts.show(s.undoneWhat(what.join(", ")), { action: { label: s.redo, run: () => void redo(app).catch((thrown: unknown) => app.fail(thrown)) } });
    },
  },
  {
    id: "case.redo",
    group: "case",
    title: s.redo,
    icon: Redo,
    keys: ["Mod+Shift+Z", "Mod+Y"],
    enabled: (app) => app.case.info?.writable ?? false,
    run: redo,
  },
  { id: "case.close", group: "case", title: s.closeCase, icon: X, keys: ["Mod+W"], enabled: inCase, run: (app) => app.closeCase() },
];

async function redo(app: App): Promise<void> {
  const { what } = await app.case.call("redo", {});
  app.toasts.show(s.redoneWhat(what.join(", ")));
}

const ofWindow: Action<App>[] = [
  { id: "palette.open", group: "view", title: s.palette, keys: ["Mod+K"], quiet: true, run: (app) => void (app.overlay = "palette") },
  { id: "shortcuts.open", group: "view", title: s.shortcuts, icon: Keyboard, keys: ["?"], run: (app) => void (app.overlay = "shortcuts") },
  { id: "settings.open", group: "view", title: s.settings, icon: Settings, keys: ["Mod+,"], run: (app) => void (app.overlay = "settings") },
  { id: "app.quit", group: "case", title: s.quit, icon: LogOut, keys: ["Mod+Q"], run: (app) => app.host.quit() },
];
