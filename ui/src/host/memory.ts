import type { AppEvent, CommandName, DeskError, JobEvent, Request, Response } from "../api/client";
import { type Host, pagePath } from "./host";

/** What a command does here; `tell` is for jobs. */
export type Handlers = {
  [K in CommandName]?: (request: Request<K>, tell: (event: JobEvent) => void, stop: AbortSignal) => Response<K> | Promise<Response<K>>;
};

/** A host without a world: commands answered by functions, dialogs by what was put in `answers`. */
export interface MemoryHost extends Host {
  /** Every call so far, and what was asked of the app itself, oldest first. */
  readonly calls: { name: string; request: object }[];
  /** What the next dialogs answer. */
  readonly answers: (string[] | string | null)[];
  /** Copies of documents that were opened, or whose folders were. */
  readonly opened: string[];
  /** The last text that was copied. */
  readonly copied: string[];
  /** Lets the app tell something. */
  emit(event: AppEvent): void;
}

/** Commands after which the app tells that the case was changed. */
const CHANGES = new Set<CommandName>(["ingest", "retry", "reread", "watch", "ocr", "correct", "password add", "password remove", "privilege add", "privilege remove", "privilege open", "privilege release", "privilege keep", "mark", "undo", "redo", "erase", "hold", "cite", "tie", "untie", "prefer", "entity add", "entity merge", "entity split", "entity withdraw", "link add", "link withdraw", "event add", "event withdraw"]);

export function memoryHost(handlers: Handlers): MemoryHost {
  const listeners = new Set<(event: AppEvent) => void>();
  const emit = (event: AppEvent): void => {
    for (const listener of listeners) listener(event);
  };
  const calls: MemoryHost["calls"] = [];
  const answers: MemoryHost["answers"] = [];
  const opened: string[] = [];
  const copied: string[] = [];
  let n_jobs = 0;

  const run = async (name: string, request: object, tell: (event: JobEvent) => void, stop: AbortSignal): Promise<unknown> => {
    calls.push({ name, request: structuredClone(request) });
    const handler = handlers[name as CommandName] as
      | ((request: object, tell: (event: JobEvent) => void, stop: AbortSignal) => unknown)
      | undefined;
    if (!handler) {
      const error: DeskError = { code: "usage", message: `There is no command ${name} here.`, hint: "", detail: "" };
      throw error;
    }
    const answer = structuredClone(await handler(request, tell, stop));
    if (CHANGES.has(name as CommandName)) emit({ kind: "changed", what: name });
    return answer;
  };
  const one = (): string | null => {
    const answer = answers.shift() ?? null;
    return Array.isArray(answer) ? (answer[0] ?? null) : answer;
  };

  return {
    calls,
    answers,
    opened,
    copied,
    emit,
    call: (name, request) => run(name, request, () => {}, new AbortController().signal),
    start(name, request) {
      const id = ++n_jobs;
      const stop = new AbortController();
      const done = run(name, request, (event) => emit({ kind: "job", job: id, event }), stop.signal);
      done.then(
        (ok) => emit({ kind: "job-done", job: id, ok, error: null }),
        (error: DeskError) => emit({ kind: "job-done", job: id, ok: null, error }),
      );
      return Promise.resolve({ id, done, cancel: () => stop.abort() });
    },
    onEvent(handler) {
      listeners.add(handler);
      return () => listeners.delete(handler);
    },
    pageUrl: (page) => `/doc/${pagePath(page)}`,
    pickFiles: () => Promise.resolve([answers.shift() ?? []].flat()),
    pickFolder: () => Promise.resolve(one()),
    saveFile: () => Promise.resolve(one()),
    openCaseDialog: () => Promise.resolve(one()),
    openCopy(path) {
      opened.push(path);
      return Promise.resolve();
    },
    showCopy(path) {
      opened.push(path);
      return Promise.resolve();
    },
    copyText(text) {
      copied.push(text);
      return Promise.resolve();
    },
    drawFast() {
      calls.push({ name: "draw fast", request: {} });
      return Promise.resolve();
    },
    quit: () => Promise.resolve(),
  };
}
