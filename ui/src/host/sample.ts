import type { CaseInfo, DeskError, Hit, JobEvent, Settings, Span, Spoken } from "../api/types";
import { sampleDocuments } from "./fixtures/documents";
import { sampleFacts } from "./fixtures/facts";
import { SampleReader } from "./fixtures/reader";
import type { Host } from "./host";
import { type Handlers, memoryHost } from "./memory";

/** When a `?drop=over` or `?drop=drop` happens. */
const DROP_MS = 400;

/**
 * An invented case in memory, to look at the window without the desk: `npm run dev`.
 * In the address: `?start` shows the start view, `?first` a first run, `?many=200000` long lists,
 * `?theme=dark`, `?readonly`, `?fail=documents` lets a command fail, `?slow=800` answers late, `?drop=over`
 * and `?drop=drop` bring files.
 */
export function sampleHost(params: URLSearchParams): Host {
  const host = memoryHost(withTrouble(sampleHandlers(params), params));
  if (params.has("start") || params.has("first")) return host;
  const hear = host.onEvent;
  return {
    ...host,
    onEvent(handler) {
      queueMicrotask(() => handler({ kind: "open-case", path: "/cases/johor" }));
      for (const phase of params.getAll("drop")) setTimeout(() => handler({ kind: "drop", paths: ["/leak"], phase: phase as "over" | "drop" }), DROP_MS);
      return hear(handler);
    },
  };
}

export function sampleHandlers(params = new URLSearchParams()): Handlers {
  const documents = sampleDocuments(Number(params.get("many") ?? 0));
  const byId = new Map(documents.map((document) => [document.line.id, document]));
  const where = (quote: string): Spoken | undefined => {
    for (const { line, units } of documents) {
      const unit = units.find(({ text }) => text.includes(quote));
      if (unit) return { citation: `cited-${[...quote].reduce((sum, c) => (sum * 31 + (c.codePointAt(0) ?? 0)) % 1e9, 7)}`, stance: "supports", said_by: null, document: line.id, path: line.paths[0] ?? "", unit: unit.unit, label: unit.label, quote };
    }
    return undefined;
  };
  const cited = new Map<string, Spoken>();
  const { entities, events, page } = sampleFacts((quote) => {
    const spoken = where(quote);
    if (spoken) cited.set(spoken.citation, spoken);
    return spoken;
  });
  const reader = new SampleReader(byId, cited);
  const info: CaseInfo = {
    name: "Johor servers",
    path: "/cases/johor",
    id: "0192f1c4a7",
    writable: !params.has("readonly"),
    reason: params.has("readonly") ? "Another Casebound on the computer KESTREL is writing since 09:14." : null,
    counts: { documents: documents.length, entities: entities.length, links: 14, events: events.length, citations: 41, unreadable: 3 },
  };
  let settings: Settings = {
    author: params.has("first") ? null : "R. Okafor",
    recents_on: true,
    recents: params.has("first")
      ? []
      : [
          { path: "/cases/johor", name: "Johor servers", opened: "2026-11-25T08:12:00Z" },
          { path: "/cases/tern", name: "Tern", opened: "2026-11-21T16:40:00Z" },
          { path: "/cases/lantern", name: "Harbour lanterns", opened: "2026-09-02T10:00:00Z" },
        ],
    theme: params.get("theme") === "dark" ? "dark" : params.get("theme") === "light" ? "light" : "system",
    keys: {},
    layout: {},
  };
  return {
    settings: () => settings,
    "settings set": (patch) => (settings = { ...settings, ...patch }),
    case: ({ case: path }) => ({ ...info, path, name: settings.recents.find((recent) => recent.path === path)?.name ?? info.name }),
    new: ({ case: path, name }) => ({ case: path, name: name ?? path }),
    demo: async (_, tell, stop) => {
      await work("building", 24, tell, stop);
      return { case: "/cases/johor" };
    },
    ingest: async ({ paths }, tell, stop) => {
      await work("taking in", 400, tell, stop);
      return { found: paths.length, added: paths.length, known: 0, states: { indexed: paths.length }, bytes: 1, seconds: 1 };
    },
    documents: () => ({ total: documents.length, documents: documents.map(({ line }) => line) }),
    text: ({ doc, unit }) => {
      const found = byId.get(doc);
      if (!found) throw trouble("not_found", "There is no such document in this case.");
      return { document: doc, version: "v1", units: unit === undefined ? found.units : found.units.filter((u) => u.unit === unit) };
    },
    search: ({ query, offset = 0, limit = 20 }) => {
      const words = query.join(" ");
      const hits = find(words, documents);
      return { query: words, understood: words, mode: "words", total: hits.length, unreadable: 3, hits: hits.slice(offset, offset + limit) };
    },
    "citation show": ({ id }) => {
      const spoken = cited.get(id);
      const unit = byId.get(spoken?.document ?? "")?.units.find((u) => u.unit === spoken?.unit);
      if (!spoken || !unit) throw trouble("not_found", "There is no such citation in this case.");
      const [[start, end] = [0, 0]] = occurrences(unit.text, spoken.quote.toLowerCase());
      return { citation: id, document: spoken.document, parts: [{ unit: unit.unit, start, end, quote: spoken.quote }], state: "in_place", said_by: null };
    },
    "entity list": () => ({ total: entities.length, entities }),
    "entity show": ({ id }) => {
      const found = page(id);
      if (!found) throw trouble("not_found", "There is no such entity in this case.");
      return found;
    },
    timeline: () => ({ total: events.length, events }),
    undo: () => ({ undone: ["entity.add"], what: ["event added"], made: "" }),
    redo: () => ({ redone: ["entity.add"], what: ["event added"], made: "" }),
    document: ({ doc }) => reader.document(doc) ?? fail("not_found", "There is no such document in this case."),
    unit: ({ doc, unit = 1 }) => reader.unit(doc, unit) ?? fail("not_found", "This document has no such page."),
    mark: ({ doc = [], ...change }) => ({ documents: reader.mark(doc, change) }),
    tags: () => ({ tags: [{ tag: "to check", documents: 3 }] }),
    suggest: ({ doc, unit = 1, start = 0, end = 0 }) => reader.suggest(doc, unit, start, end),
    cite: ({ doc, unit, start = 0, end = 0 }) => ({ citation: "cited-new", document: doc, parts: [{ unit, start, end, quote: "" }] }),
    "event add": () => ({ id: "event-new", statements: [], warnings: [] }),
    "entity add": () => ({ id: "entity-new", statements: [], warnings: [] }),
    "link add": () => ({ id: "link-new", statements: [], warnings: [] }),
    tie: () => ({ ties: ["tie-new"] }),
  };
}

function fail(code: DeskError["code"], message: string): never {
  throw trouble(code, message);
}

function trouble(code: DeskError["code"], message: string): DeskError {
  return { code, message, hint: "Nothing was changed.", detail: "sample host" };
}

function withTrouble(handlers: Handlers, params: URLSearchParams): Handlers {
  const slow = Number(params.get("slow") ?? 0);
  const failing = params.getAll("fail");
  const wrapped = Object.entries(handlers).map(([name, handler]) => [
    name,
    async (...args: unknown[]) => {
      if (slow > 0) await new Promise((resolve) => setTimeout(resolve, slow));
      if (failing.includes(name)) throw { ...trouble("damaged", "The list could not be read from this case."), hint: "The files are safe. Check the case." };
      return (handler as (...args: unknown[]) => unknown)(...args);
    },
  ]);
  return Object.fromEntries(wrapped) as Handlers;
}

async function work(doing: string, total: number, tell: (event: JobEvent) => void, stop: AbortSignal): Promise<void> {
  const TICK_MS = 60;
  for (let done = 0; done <= total; done++) {
    if (stop.aborted) throw trouble("stopped", "It was stopped.");
    tell({ event: "progress", doing, done, total, bytes: done * 41_000, total_bytes: total * 41_000, problems: Math.floor(done / 40), elapsed_ms: done * TICK_MS, current: `archive/letter-${done}.pdf` });
    await new Promise((resolve) => setTimeout(resolve, TICK_MS));
  }
}

function find(words: string, documents: ReturnType<typeof sampleDocuments>): Hit[] {
  const AROUND = 60;
  const wanted = words.trim().toLowerCase();
  if (!wanted) return [];
  return documents.flatMap(({ line, units }) =>
    units.flatMap((unit): Hit[] => {
      const spans = occurrences(unit.text, wanted);
      const [first] = spans;
      if (!first) return [];
      const from = Math.max(0, first[0] - AROUND);
      const all = [...unit.text];
      const snippet = all.slice(from, first[1] + AROUND).join("").replaceAll("\n", " ");
      return [
        {
          document: line.id,
          path: line.paths[0] ?? "",
          unit: unit.unit,
          row: null,
          label: unit.label,
          score: spans.length,
          snippet,
          snippet_spans: spans.filter(([, end]) => end <= first[1] + AROUND).map(([start, end]): Span => [start - from, end - from]),
          spans,
          date: line.date,
          sources: line.sources,
        },
      ];
    }),
  );
}

function occurrences(text: string, wanted: string): Span[] {
  const spans: Span[] = [];
  const folded = text.toLowerCase();
  for (let at = folded.indexOf(wanted); at >= 0; at = folded.indexOf(wanted, at + wanted.length)) {
    const start = [...text.slice(0, at)].length;
    spans.push([start, start + [...wanted].length]);
  }
  return spans;
}
