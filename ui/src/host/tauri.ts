import { invoke } from "@tauri-apps/api/core";
import { listen } from "@tauri-apps/api/event";
import { open, save } from "@tauri-apps/plugin-dialog";
import type { AppEvent } from "../api/client";
import { type Host, type Started, pagePath } from "./host";
import { JobEnds } from "./jobs";

/** The app's window. Once it listens it says `ready`: what the app had to tell before, as a case to open, comes then. */
export function tauriHost(): Host {
  const handlers = new Set<(event: AppEvent) => void>();
  const ends = new JobEnds();
  const listening = listen<AppEvent>("event", ({ payload }) => {
    ends.hear(payload);
    for (const handler of handlers) handler(payload);
  });
  const many = (chosen: string | string[] | null): string[] => (chosen === null ? [] : [chosen].flat());
  return {
    call: (name, request) => invoke("call", { name, request }),
    async start(name, request): Promise<Started> {
      const id = await invoke<number>("start", { name, request });
      return { id, done: ends.of(id), cancel: () => void invoke("cancel", { job: id }) };
    },
    onEvent(handler) {
      if (handlers.size === 0) void listening.then(() => invoke("ready"));
      handlers.add(handler);
      return () => handlers.delete(handler);
    },
    // WebView2 has no schemes of its own: there the protocol is a host name.
    pageUrl: (page) => (navigator.userAgent.includes("Windows") ? "http://doc.localhost/" : "doc://localhost/") + pagePath(page),
    pickFiles: async () => many(await open({ multiple: true })),
    pickFolder: () => open({ directory: true }),
    saveFile: (suggestedName) => save({ defaultPath: suggestedName }),
    openCaseDialog: () => open({ filters: [{ name: "Casebound", extensions: ["casebound"] }] }),
    openCopy: (path) => invoke("open_copy", { path }),
    showCopy: (path) => invoke("show_copy", { path }),
    drawFast: () => invoke("draw_fast"),
    copyText: (text) => navigator.clipboard.writeText(text),
    quit: () => invoke("quit"),
  };
}
