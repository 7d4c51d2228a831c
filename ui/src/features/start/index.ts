import FilePlus from "@lucide/svelte/icons/file-plus";
import FolderOpen from "@lucide/svelte/icons/folder-open";
import type { Action } from "../../actions/action";
import type { App } from "../../state/app.svelte";
import { strings } from "../../strings";
import Start from "./Start.svelte";

const actions: Action<App>[] = [
  {
    id: "case.open",
    group: "case",
    title: strings.start.open,
    icon: FolderOpen,
    keys: ["Mod+O"],
    async run(app) {
      const path = await app.host.openCaseDialog();
      if (path) await app.openCase(path);
    },
  },
  {
    id: "case.new",
    group: "case",
    title: strings.start.new,
    icon: FilePlus,
    keys: ["Mod+N"],
    run: (app) => {
      app.closeCase();
      app.starting = true;
    },
  },
];

/** What is shown while no case is open. */
export const start = { component: Start, actions };
