import ClipboardPaste from "@lucide/svelte/icons/clipboard-paste";
import FilePlus from "@lucide/svelte/icons/file-plus";
import FolderPlus from "@lucide/svelte/icons/folder-plus";
import FolderSync from "@lucide/svelte/icons/folder-sync";
import LibraryIcon from "@lucide/svelte/icons/library";
import type { Action } from "../../actions/action";
import type { App } from "../../state/app.svelte";
import type { View } from "../../state/view";
import { strings } from "../../strings";
import Library from "./Library.svelte";
import Over from "./Over.svelte";
import { desk } from "./desk.svelte";

const s = strings.library;
const canAdd = (app: App): boolean => app.case.info?.writable ?? false;

const actions: Action<App>[] = [
  {
    id: "library.files",
    group: "document",
    title: s.choose,
    icon: FilePlus,
    keys: ["Mod+I"],
    enabled: canAdd,
    async run(app) {
      const paths = await app.host.pickFiles();
      if (paths.length > 0) app.intake.ask(paths);
    },
  },
  {
    id: "library.folder",
    group: "document",
    title: s.chooseFolder,
    icon: FolderPlus,
    keys: ["Mod+Shift+I"],
    enabled: canAdd,
    async run(app) {
      const path = await app.host.pickFolder();
      if (path) app.intake.ask([path]);
    },
  },
  {
    id: "library.watch",
    group: "document",
    title: s.watching.choose,
    icon: FolderSync,
    enabled: canAdd,
    async run(app) {
      const path = await app.host.pickFolder();
      if (path) app.watching.ask(path);
    },
  },
  { id: "library.paste", group: "document", title: s.paste, icon: ClipboardPaste, enabled: canAdd, run: () => void (desk.pasting = { text: "", png: "" }) },
];

export const library: View = {
  id: "library",
  title: s.title,
  icon: LibraryIcon,
  component: Library,
  rail: true,
  over: Over,
  actions,
};
