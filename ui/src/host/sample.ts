import type { CaseInfo, DeskError, JobEvent, OcrAnswer, PasswordLine, QueryLine, RuleLine, Settings, Spoken, Summary } from "../api/client";
import { sampleDocuments } from "./fixtures/documents";
import { sampleMentions, sampleVocabulary } from "./fixtures/entities";
import { inventedEvents } from "./fixtures/events";
import { sampleFacts } from "./fixtures/facts";
import { explained } from "./fixtures/answers";
import { occurrences, sampleSearch } from "./fixtures/finding";
import { sampleFacets, sampleSources } from "./fixtures/facets";
import { sampleLedger } from "./fixtures/ledger";
import { SampleLists } from "./fixtures/lists";
import { SampleReader } from "./fixtures/reader";
import { sampleReveals } from "./fixtures/reveals";
import { sampleSweeps } from "./fixtures/sweep";
import type { Host } from "./host";
import { type Handlers, memoryHost } from "./memory";

/** When a `?drop=over` or `?drop=drop` happens. */
const DROP_MS = 400;
const NOW_MS = Date.UTC(2026, 10, 25, 9, 30);
const SUMMARY: Summary = { found: 6, added: 0, same: 0, known: 6, erased_before: 0, states: {}, bytes: 16_400_000, seconds: 24, unreadable: 3, waiting: 1, stopped: false };
const HELD = { citations: { in_place: 0, moved: 0, lost: 0, no_source: 0 }, problems: [] };
const LOOKED: OcrAnswer = { pages: 6, with_words: 5, failed: 0, corrected: 0, waiting: 0, states: {}, unreadable: 3, seconds: 24, stopped: false, ...HELD };

/**
 * An invented case in memory, to look at the window without the desk: `npm run dev`.
 * `?events=10000` is a long timeline.
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
      if (params.has("safe")) queueMicrotask(() => handler({ kind: "safe-drawing" }));
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
  const { entities, events: own, page } = sampleFacts((quote) => {
    const spoken = where(quote);
    if (spoken) cited.set(spoken.citation, spoken);
    return spoken;
  }, (document) => byId.get(document)?.line.sources ?? []);
  const n_events = Number(params.get("events") ?? 0);
  const events = n_events > 0 ? inventedEvents(n_events, [...cited.values()]) : own;
  const reader = new SampleReader(byId, cited);
  const lists = new SampleLists(documents, NOW_MS, params.has("first"));
  /** `?index=older` and `?index=lost`: an index that is made anew. */
  let index = params.get("index");
  const info: CaseInfo = {
    name: "Johor servers",
    path: "/cases/johor",
    id: "0192f1c4a7",
    writable: !params.has("readonly"),
    reason: params.has("readonly") ? "Another Casebound on the computer KESTREL is writing since 09:14." : null,
    counts: { documents: documents.length, entities: entities.length, links: 14, events: events.length, citations: 41, unreadable: 3, waiting: 1 },
  };
  let searches: QueryLine[] = params.has("first")
    ? []
    : [
        { query: "chassis", mode: "words", filter: "", sort: "relevance", total: 4, at_least: false, walked: 2, place: null, at: NOW_MS - 3_600_000 },
        { query: "旧办公设备", mode: "exact", filter: "source:HERON", sort: "date", total: 1, at_least: false, walked: 0, place: null, at: NOW_MS - 26 * 3_600_000 },
        { query: "invoice", mode: "words", filter: "-has:seen", sort: "relevance", total: 4120, at_least: false, walked: 1873, place: null, at: NOW_MS - 50 * 3_600_000 },
      ];
  let passwords: PasswordLine[] = [];
  let rules: RuleLine[] = [];
  let settings: Settings = {
    author: params.has("first") ? null : "R. Okafor",
    recents_on: true,
    ocr_on: true,
    recents: params.has("first")
      ? []
      : [
          { id: info.id, path: "/cases/johor", name: "Johor servers", opened: "2026-11-25 08:12 UTC", exists: true },
          { id: "case-tern", path: "/cases/tern", name: "Tern", opened: "2026-11-21 16:40 UTC", exists: true },
          { id: "case-lantern", path: "/cases/lantern", name: "Harbour lanterns", opened: "2026-09-02 10:00 UTC", exists: false },
        ],
    theme: params.get("theme") === "dark" ? "dark" : params.get("theme") === "light" ? "light" : "system",
    keys: {},
    layout: {},
  };
  return {
    ...sampleSweeps(Number(params.get("many") ?? 0)),
    settings: ({ author, forget = [], ...patch }) => {
      const recents = patch.recents_on === false ? [] : settings.recents.filter(({ path }) => !forget.includes(path));
      settings = { ...settings, ...patch, recents, author: author === undefined ? settings.author : author || null, layout: { ...settings.layout, ...patch.layout } };
      return settings;
    },
    case: ({ case: path }) => ({ ...info, path, name: settings.recents.find((recent) => recent.path === path)?.name ?? info.name }),
    new: ({ case: path, name }) => ({ case: info.id, name: name ?? path, path }),
    demo: async (_, tell, stop) => {
      if (!(await work("building", 24, tell, stop))) throw trouble("stopped", "The sample case was stopped half way.");
      return { path: "/cases/johor", name: info.name, ...info.counts, states: {} };
    },
    ingest: async ({ paths }, tell, stop) => {
      const N_FILES = Number(params.get("files") ?? 400);
      const whole = await work("taking in", N_FILES, tell, stop);
      return { ...SUMMARY, states: sampleLedger(documents).states, found: whole ? N_FILES : Math.ceil(N_FILES / 3), added: paths.length, stopped: !whole };
    },
    estimate: () => ({ files: 412, known: 0, skipped: 2, bytes: 812e6, needed: 1.9e9, free: Number(params.get("free") ?? 84e9) }),
    copy: ({ doc, out, original }) => ({ document: doc, made_of: original ? "original" : "pages", path: out ?? "", bytes: 120_000, units: 3, missing: [], remote: [] }),
    retry: async (_, tell, stop) => ({ ...SUMMARY, ...HELD, stopped: !(await work("taking in", 6, tell, stop)), states: sampleLedger(documents).states }),
    ocr: async (_, tell, stop) => ({ ...LOOKED, stopped: !(await work("reading pictures", 6, tell, stop)), states: sampleLedger(documents).states }),
    "password add": async ({ label }, tell, stop) => {
      const whole = await work("reading again", 3, tell, stop);
      const called = label ?? `password ${passwords.length + 1}`;
      passwords = [...passwords, { id: `password-${passwords.length + 1}`, label: called, by: settings.author ?? "", since: "2026-11-25 09:30 UTC", word: null }];
      return { ...SUMMARY, ...HELD, id: passwords.at(-1)?.id ?? "", label: called, had: false, tried: 1, opened: 0, stopped: !whole, states: sampleLedger(documents).states };
    },
    "password list": () => ({ passwords, shut: 1 }),
    "password remove": ({ id }) => {
      passwords = passwords.filter((line) => line.id !== id);
      return { passwords, shut: 1 };
    },
    "privilege add": async ({ domain = [], name = [], word = [] }, tell, stop) => {
      await work("looking for what is privileged", 3, tell, stop);
      const line = (kind: RuleLine["kind"]) => (text: string) => ({ id: `rule-${text}`, kind, text, by: settings.author ?? "", since: "2026-11-25 09:30 UTC" });
      rules = [...rules, ...domain.map(line("domain")), ...name.map(line("name")), ...word.map(line("word"))];
      return { rules, set_aside: 0, newly: 0, documents: [] };
    },
    "privilege list": () => ({ rules, set_aside: 0, newly: 0, documents: [] }),
    "privilege remove": ({ id }) => {
      rules = rules.filter((line) => line.id !== id);
      return { rules, set_aside: 0, newly: 0, documents: [] };
    },
    "privilege open": ({ doc, because }) => ({ document: doc, path: doc, done: "opened", because }),
    "privilege release": ({ doc, because }) => ({ document: doc, path: doc, done: "released", because }),
    "privilege keep": ({ doc, because }) => ({ document: doc, path: doc, done: "kept", because }),
    reveals: ({ doc }) => sampleReveals(doc, reader.document(doc)?.path ?? ""),
    ledger: (request) => sampleLedger(documents, request),
    documents: ({ only_facets }) => ({ total: documents.length, documents: only_facets ? [] : documents.map(({ line }) => line), facets: sampleFacets(documents) }),
    sources: () => ({ sources: sampleSources(documents) }),
    text: ({ doc, unit }) => {
      const found = byId.get(doc);
      if (!found) throw trouble("not_found", "There is no such document in this case.");
      const { kind, state } = found.line;
      return { document: doc, version: "v1", kind, state, reason: "", units: unit === undefined ? found.units : found.units.filter((u) => u.unit === unit) };
    },
    mark: ({ doc = [], seen, starred, tag = [], untag = [], note }) => ({
      documents: doc.flatMap((id) => {
        const line = byId.get(id)?.line;
        if (!line) return [];
        if (seen) line.seen = seen === "yes";
        if (starred) line.starred = starred === "yes";
        line.tags = [...new Set([...line.tags, ...tag])].filter((t) => !untag.includes(t)).sort();
        line.note = note ?? line.note;
        return [{ document: id, seen: line.seen, starred: line.starred, tags: line.tags, note: line.note }];
      }),
    }),
    tags: () => {
      const tags = new Map<string, number>();
      for (const tag of documents.flatMap(({ line }) => line.tags)) tags.set(tag, (tags.get(tag) ?? 0) + 1);
      return { tags: [...tags].map(([tag, n_documents]) => ({ tag, documents: n_documents })) };
    },
    search: (request) => {
      if (index === "lost") throw trouble("indexing", "The search index is being made anew: 0 of 4,120 documents. No document is affected.");
      const found = sampleSearch(request, documents, new Set([...cited.values()].map(({ document }) => document)));
      const exported = request.export ? { path: request.export, hits: found.total, unnamed: 0 } : undefined;
      return { ...found, index: index === "older" ? { is_made: false, done: 0, total: 4120 } : null, exported };
    },
    reindex: async (_, tell, stop) => {
      if (!(await work("indexing", Number(params.get("files") ?? 400), tell, stop))) throw trouble("stopped", "It was stopped.");
      index = null;
      return { made: true, documents: documents.length, entries: 40, bytes: 120_000 };
    },
    "saved list": lists.list,
    "saved add": (request) => lists.add(request),
    "saved rename": ({ saved, name }) => lists.change(saved, { name }),
    "saved seen": ({ saved }) => lists.seen(saved),
    "saved remove": ({ saved }) => lists.remove(saved),
    like: (request) => lists.like(request),
    compare: (request) => lists.compare(request),
    explain: (request) => explained(request, documents),
    searches: ({ add, clear }) => {
      if (clear) searches = [];
      if (add) searches = [{ place: null, at_least: false, ...add, at: NOW_MS }, ...searches.filter((old) => old.query !== add.query || old.mode !== add.mode || old.filter !== add.filter)];
      return { queries: searches };
    },
    paste: ({ name }) => ({ document: documents[0]?.line.id ?? "", path: `${name}.txt` }),
    citation: ({ id }) => {
      const spoken = cited.get(id);
      const unit = byId.get(spoken?.document ?? "")?.units.find((u) => u.unit === spoken?.unit);
      if (!spoken || !unit) throw trouble("not_found", "There is no such citation in this case.");
      const [[start, end] = [0, 0]] = occurrences(unit.text, spoken.quote);
      return { citation: id, document: spoken.document, parts: [{ unit: unit.unit, start, end, row: null, area: null, time: null, quote: spoken.quote, by_ocr: false, ...reader.lines(spoken.document, unit.unit, start, end) }], state: "in_place", said_by: null, covered: false };
    },
    "entity list": () => ({ total: entities.length, entities }),
    "entity show": ({ id }) => {
      const found = page(id);
      if (!found) throw trouble("not_found", "There is no such entity in this case.");
      return found;
    },
    "entity mentions": ({ entity }) =>
      sampleMentions(page(entity)?.name ?? "", (words) => sampleSearch({ case: info.path, query: [words], exact: true }, documents, new Set())),
    "entity merge": ({ left, right = "" }) => ({ judgements: ["judged-9"], verdict: "yes", entities: [left, right], names: [] }),
    "entity split": ({ left, right = "" }) => ({ judgements: ["judged-9"], verdict: "no", entities: [left, right], names: [] }),
    "entity withdraw": ({ id }) => ({ id, what: "statement" }),
    "entity state": () => ({ statement: "stated", warnings: [] }),
    vocabulary: () => sampleVocabulary(),
    "save picture": ({ path, png }) => ({ path, bytes: png.length }),
    timeline: () => ({ total: events.length, events }),
    prefer: ({ fact, because = null }) => {
      const event = events.find(({ dates }) => dates.some(({ statement }) => statement === fact));
      const date = event?.dates.find(({ statement }) => statement === fact);
      if (!event || !date) throw trouble("not_found", "There is no such date in this case.");
      for (const one of event.dates) one.preferred = null;
      if (because) date.preferred = { by: settings.author ?? "", because, at: "2026-11-25 09:30 UTC", counts: true };
      const drawn = because ? date : event.dates[0]!;
      Object.assign(event, { date: drawn.date, label: drawn.label });
      return { statement: fact, property: date.property, shown: date.date, because, rivals: event.dates.length - 1 };
    },
    undo: () => ({ undone: ["1"], what: ["marking"], made: "2" }),
    redo: () => ({ redone: ["1"], what: ["marking"], made: "3" }),
    document: ({ doc }) => reader.document(doc) ?? fail("not_found", "There is no such document in this case."),
    conversation: ({ doc }) => reader.conversation(doc),
    similar: ({ doc = "" }) => reader.similar(doc),
    unit: ({ doc, unit = 1 }) => reader.unit(doc, unit) ?? fail("not_found", "This document has no such page."),
    suggest: ({ doc, unit = 1, start = 0, end = 0 }) => reader.suggest(doc, unit, start, end),
    cite: ({ doc, unit = 1, start = 0, end = 0 }) => ({ citation: "cited-new", document: doc, parts: [{ unit, start, end, quote: "", by_ocr: false }] }),
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

/** Pretends to work; whether it came to its end. */
async function work(doing: string, total: number, tell: (event: JobEvent) => void, stop: AbortSignal): Promise<boolean> {
  const TICK_MS = 60;
  for (let done = 0; done <= total; done++) {
    if (stop.aborted) return false;
    tell({ event: "progress", doing, done, total, bytes: done * 41_000, total_bytes: total * 41_000, problems: Math.floor(done / 40), elapsed_ms: done * TICK_MS, current: `archive/letter-${done}.pdf` });
    await new Promise((resolve) => setTimeout(resolve, TICK_MS));
  }
  return true;
}
