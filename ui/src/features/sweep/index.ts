import ListChecks from "@lucide/svelte/icons/list-checks";
import type { Action } from "../../actions/action";
import type { App } from "../../state/app.svelte";
import type { View } from "../../state/view";
import { strings } from "../../strings";
import Sweep from "./Sweep.svelte";

const s = strings.sweep;

const actions: Action<App>[] = [
  {
    id: "sweep.new",
    group: "case",
    title: s.open,
    icon: ListChecks,
    enabled: (app) => app.case.info !== undefined,
    run: (app) => app.location.go({ view: "sweep", query: { new: "1" } }),
  },
];

/** Reached from the search; the rail has room for what is open all day. */
export const sweep: View = {
  id: "sweep",
  title: s.title,
  icon: ListChecks,
  component: Sweep,
  rail: false,
  under: "search",
  actions,
};
