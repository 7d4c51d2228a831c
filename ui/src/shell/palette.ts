import Link from "@lucide/svelte/icons/link";
import type { Component } from "svelte";
import { type Action, isEnabled, titleOf } from "../actions/action";
import type { DocumentLine, EntityLine } from "../api/client";
import { best, foldedWords, scoreFolded } from "../shared/text/match";
import type { App } from "../state/app.svelte";
import { SCHEME } from "../state/place";
import { strings } from "../strings";

/** One line of the palette. */
export type Found = { id: string; title: string; run: () => void } & (
  | { kind: "action"; icon?: Component<{ size?: number }>; keys?: string }
  | { kind: "entity"; schema: string; note: string }
  | { kind: "document"; note: string }
);

export interface FoundGroup {
  title: string;
  found: Found[];
}

const MOST = 7;

/** What these words find: actions of each group, entities, documents. Without words, the actions alone. */
export function findAll(words: string, app: App, entityLines: readonly EntityLine[]): FoundGroup[] {
  if (words.trim().startsWith(SCHEME)) return [{ title: strings.groups.go, found: [foundLink(words, app)] }];
  const actions = app.actions.all.filter((action) => !action.quiet && isEnabled(action, app));
  const groups = Object.entries(strings.groups).map(([group, title]) => {
    const of = actions.filter((action) => action.group === group);
    const found = words.trim() ? best(words, of, (action) => `${titleOf(action, app)} ${action.words ?? ""}`, MOST) : of;
    return { title, found: found.map((action) => foundAction(action, app)) };
  });
  if (words.trim()) {
    const entities = best(words, entityLines, ({ name }) => name, MOST).map((entity) => foundEntity(entity, app));
    const documents = bestDocuments(words, app).map((document) => foundDocument(document, app));
    groups.unshift({ title: strings.entities.title, found: entities });
    groups.push({ title: strings.library.title, found: documents });
  }
  return groups.filter(({ found }) => found.length > 0);
}

/** Of documents there may be very many: their names are folded once, not at every key. */
function bestDocuments(words: string, app: App): DocumentLine[] {
  const wanted = foldedWords(words);
  const { names, lines = [] } = app.documents;
  const found: { idx: number; points: number }[] = [];
  for (let idx = 0; idx < names.length; idx++) {
    const points = scoreFolded(wanted, names[idx] ?? "");
    if (points > 0) found.push({ idx, points });
  }
  found.sort((a, b) => b.points - a.points);
  return found.slice(0, MOST).flatMap(({ idx }) => lines[idx] ?? []);
}

function foundLink(text: string, app: App): Found {
  return { kind: "action", id: "link", title: strings.shell.openLink, icon: Link, run: () => void app.openLink(text) };
}

function foundAction(action: Action<App>, app: App): Found {
  return {
    kind: "action",
    id: action.id,
    title: titleOf(action, app),
    icon: action.icon,
    keys: app.actions.keysOf(action)[0],
    run: () => app.actions.run(action, app, (thrown) => app.fail(thrown)),
  };
}

function foundEntity({ id, name, schema }: EntityLine, app: App): Found {
  return { kind: "entity", id: `entity ${id}`, title: name, schema, note: schema, run: () => app.location.go({ view: "entity", id }) };
}

function foundDocument(document: DocumentLine, app: App): Found {
  const { id, sources } = document;
  return { kind: "document", id: `document ${id}`, title: nameOf(document), note: sources.join(", "), run: () => app.location.read({ document: id, unit: 1 }) };
}

function nameOf({ title, paths }: DocumentLine): string {
  return title ? `${title} (${paths[0] ?? ""})` : (paths[0] ?? "");
}
