import ChevronDown from "@lucide/svelte/icons/chevron-down";
import ChevronUp from "@lucide/svelte/icons/chevron-up";
import CircleQuestionMark from "@lucide/svelte/icons/circle-question-mark";
import SearchIcon from "@lucide/svelte/icons/search";
import { tick } from "svelte";
import type { Action } from "../../actions/action";
import type { App } from "../../state/app.svelte";
import type { View } from "../../state/view";
import { strings } from "../../strings";
import Explain from "./Explain.svelte";
import Search from "./Search.svelte";
import { explainable, explaining } from "./explaining.svelte";
import { exportActions } from "./exporting";

const s = strings.search;
const isWalking = (app: App): boolean => app.case.info !== undefined && app.hits.total > 0;

/** Hits are walked from anywhere: the reader may have the focus, or another view be shown. */
async function walk(app: App, by: 1 | -1): Promise<void> {
  if (!(await app.hits.step(by))) app.toasts.show(by > 0 ? s.lastHit : s.firstHit);
}

async function walkDocuments(app: App, by: 1 | -1): Promise<void> {
  if (!(await app.hits.stepDocument(by))) app.toasts.show(by > 0 ? s.lastHit : s.firstHit);
}

const actions: Action<App>[] = [
  {
    id: "search.focus",
    group: "go",
    title: s.focus,
    icon: SearchIcon,
    keys: ["/"],
    enabled: (app) => app.case.info !== undefined,
    async run(app) {
      if (app.location.place.view !== "search") app.location.visit("search");
      await tick();
      document.querySelector<HTMLInputElement>("#search-field")?.select();
    },
  },
  { id: "search.next", group: "go", title: s.next, icon: ChevronDown, keys: ["n", "F3"], enabled: isWalking, run: (app) => walk(app, 1) },
  { id: "search.previous", group: "go", title: s.previous, icon: ChevronUp, keys: ["p", "Shift+F3"], enabled: isWalking, run: (app) => walk(app, -1) },
  { id: "search.nextDocument", group: "go", title: s.nextDocument, keys: ["Shift+N"], enabled: isWalking, run: (app) => walkDocuments(app, 1) },
  { id: "search.previousDocument", group: "go", title: s.previousDocument, keys: ["Shift+P"], enabled: isWalking, run: (app) => walkDocuments(app, -1) },
  {
    id: "search.explain",
    group: "go",
    title: s.explain.action,
    icon: CircleQuestionMark,
    keys: ["w"],
    enabled: (app) => explainable(app) !== undefined,
    run(app) {
      explaining.asked = explainable(app);
    },
  },
];

actions.push(...exportActions);

export const search: View = {
  id: "search",
  title: s.title,
  icon: SearchIcon,
  component: Search,
  over: Explain,
  rail: true,
  actions,
};
