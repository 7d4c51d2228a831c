import Files from "@lucide/svelte/icons/files";
import type { Action } from "../../actions/action";
import type { App } from "../../state/app.svelte";
import { strings } from "../../strings";
import type { Acting } from "./actions";

const s = strings.like;
/** An address that is longer is of no use; so many characters tell what words are about. */
const MOST = 2_000;

/** Finding what is like the document, its page or the chosen words. */
export function likeActions({ reading, words }: Acting): Action<App>[] {
  const go = (app: App, query: Record<string, string>): void => app.location.go({ ...app.location.place, view: "like", id: undefined, query: { of: reading.id, ...query } });
  const hasWords = (): boolean => (reading.unit(reading.current)?.text ?? "") !== "";
  return [
    { id: "reader.like", group: "document", title: s.action, icon: Files, enabled: () => reading.document.value !== undefined, run: (app) => go(app, {}) },
    { id: "reader.likePage", group: "document", title: s.page, icon: Files, enabled: hasWords, run: (app) => go(app, { page: String(reading.current) }) },
    {
      id: "reader.likeWords",
      group: "document",
      title: s.barAction,
      icon: Files,
      enabled: () => words.taken !== undefined && words.taken.kind !== "area",
      run(app) {
        const { taken } = words;
        if (taken && taken.kind !== "area") go(app, { words: [...taken.quote].slice(0, MOST).join("") });
      },
    },
  ];
}
