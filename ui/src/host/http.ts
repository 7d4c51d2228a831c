import type { AppEvent, DeskError } from "../api/client";
import { type Host, pagePath } from "./host";
import { JobEnds } from "./jobs";

type Reply<T> = { ok: T } | { error: DeskError };

/** The test host: the same commands over HTTP, for tests in a browser. Never shipped. */
export function httpHost(base = ""): Host {
  const handlers = new Set<(event: AppEvent) => void>();
  const ends = new JobEnds();
  const events = new EventSource(`${base}/events`);
  events.onmessage = ({ data }: MessageEvent<string>) => {
    const event = JSON.parse(data) as AppEvent;
    ends.hear(event);
    for (const handler of handlers) handler(event);
  };
  const ask = (text: string): string | null => window.prompt(text);
  return {
    call: (name, request) => post(`${base}/call/${dashed(name)}`, request),
    async start(name, request) {
      const { job } = await post<{ job: number }>(`${base}/job/${dashed(name)}`, request);
      return { id: job, done: ends.of(job), cancel: () => void fetch(`${base}/cancel/${job}`, { method: "POST" }) };
    },
    onEvent(handler) {
      handlers.add(handler);
      return () => handlers.delete(handler);
    },
    pageUrl: (page) => `${base}/doc/${pagePath(page)}`,
    // A browser gives no paths: tests answer a question instead.
    pickFiles: () => Promise.resolve(ask("files")?.split("\n") ?? []),
    pickFolder: () => Promise.resolve(ask("folder")),
    saveFile: (suggestedName) => Promise.resolve(ask(suggestedName)),
    openCaseDialog: () => Promise.resolve(ask("case")),
    openCopy: () => Promise.resolve(),
    showCopy: () => Promise.resolve(),
    copyText: (text) => navigator.clipboard.writeText(text),
    drawFast: () => Promise.resolve(),
    quit: () => Promise.resolve(),
  };
}

function dashed(name: string): string {
  return name.replaceAll(" ", "-");
}

async function post<T>(url: string, request: object): Promise<T> {
  let reply: Reply<T>;
  try {
    const response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(request),
    });
    const answer = (await response.json()) as Reply<T> | { job: number };
    reply = "job" in answer ? { ok: answer as T } : answer;
  } catch (cause) {
    const error: DeskError = { code: "internal", message: "The test host does not answer.", hint: "", detail: String(cause) };
    throw error;
  }
  if ("error" in reply) throw reply.error;
  return reply.ok;
}
