import Download from "@lucide/svelte/icons/download";
import type { Action } from "../../actions/action";
import { exportTable } from "../../parts/exporting";
import type { App } from "../../state/app.svelte";
import { strings } from "../../strings";

const s = strings.exportHits;
const ENDINGS = ["xlsx", "csv", "json"] as const;

/** By id, as a menu takes them. */
export const EXPORTS = ENDINGS.map((ending) => `search.export.${ending}`);

export const exportActions: Action<App>[] = ENDINGS.map((ending) => ({
  id: `search.export.${ending}`,
  group: "case",
  title: s[ending],
  words: s.label,
  icon: Download,
  enabled: ({ hits }) => hits.total > 0 && !hits.isStale,
  run: (app) => write(app, ending),
}));

/** Every hit of the search at hand, not only those that are loaded. */
async function write(app: App, ending: (typeof ENDINGS)[number]): Promise<void> {
  const { question } = app.hits;
  const path = question && (await app.host.saveFile(`${s.name}.${ending}`));
  if (!path) return;
  const { query, mode, filter, sort, since } = question;
  await exportTable(app, path, async (named) => {
    // The dialog has asked whether a file in the way is to be written over.
    const asked = { query: [query], exact: mode === "exact", regex: mode === "regex", filter, sort, since, group: true, export: path, ...named, force: true };
    return (await app.jobs.follow(s.job, app.case.start("search", asked))).exported?.unnamed ?? 0;
  });
}
