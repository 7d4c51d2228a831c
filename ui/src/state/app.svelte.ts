import { getContext, setContext } from "svelte";
import { ActionRegistry } from "../actions/registry.svelte";
import { type AppEvent, Client, asDeskError } from "../api/client";
import type { Host } from "../host/host";
import { Asking } from "./asking.svelte";
import { CaseState } from "./case.svelte";
import { Documents } from "./documents.svelte";
import { Hits } from "./hits.svelte";
import { Intake } from "./intake.svelte";
import { Jobs } from "./jobs.svelte";
import { Location } from "./location.svelte";
import { News } from "./news.svelte";
import { Pictures } from "./pictures.svelte";
import { type ReaderPlace, parseLink } from "./place";
import { Selection } from "./selection.svelte";
import { SettingsState } from "./settings.svelte";
import { Toasts } from "./toasts.svelte";
import { Watching } from "./watching.svelte";
import { strings } from "../strings";

/** The whole state of the window. Components get it by `useApp()`, tests make one over a memory host. */
export class App {
  readonly client: Client;
  readonly case: CaseState;
  readonly settings: SettingsState;
  readonly location: Location;
  readonly documents: Documents;
  readonly hits: Hits;
  readonly intake: Intake;
  readonly watching: Watching;
  readonly pictures: Pictures;
  readonly news: News;
  readonly jobs = new Jobs();
  readonly toasts = new Toasts();
  readonly selection = new Selection();
  readonly asking = new Asking();
  readonly actions: ActionRegistry<App>;
  /** What floats over the window. */
  overlay = $state<"palette" | "shortcuts" | "settings" | null>(null);
  /** On the start view: a new case is being named. */
  starting = $state(false);
  /** Files are being dragged over the window. */
  dragging = $state(false);
  /** Pixels a point at which a page was shown last. */
  sharpness: number | undefined;
  private lastReader = $state.raw<ReaderPlace | undefined>(undefined);
  /** The window is drawn on a safe, slower way: on the fast one it came up blank. */
  isDrawnSafely = $state(false);
  private readonly droppers = new Set<(paths: string[]) => void>();
  private readonly stopHearing: () => void;

  constructor(
    readonly host: Host,
    window: Window,
  ) {
    this.client = new Client(host);
    this.case = new CaseState(this.client);
    this.settings = new SettingsState(this.client);
    this.location = new Location(window, "library");
    this.documents = new Documents(this.case);
    this.case.heard = (name, answer) => this.documents.hear(name, answer);
    this.hits = new Hits(this.case, this.location);
    this.pictures = new Pictures(this.case, this.jobs);
    this.intake = new Intake(this.case, this.jobs, this.pictures, () => this.settings.value.ocr_on);
    this.watching = new Watching(this.case);
    this.news = new News(this.case, this.jobs, this.location, this.toasts);
    this.actions = new ActionRegistry<App>(() => this.settings.value.keys);
    this.stopHearing = host.onEvent((event) => this.hear(event));
  }

  /** Opens a case and shows it, or says why not. Another case than before is shown from its first view. */
  async openCase(path: string): Promise<boolean> {
    const before = this.case.info;
    try {
      const { path: opened } = await this.case.open(path);
      if (before && before.path !== opened) this.leave();
      await this.settings.load();
      this.news.look().catch((thrown: unknown) => this.fail(thrown));
      return true;
    } catch (thrown) {
      this.fail(thrown);
      return false;
    }
  }

  /** Opens a link to a place, in its case: the open one, or one of those that are remembered. */
  async openLink(text: string): Promise<void> {
    const found = parseLink(text.trim(), "library");
    const s = strings.shell;
    if (!found) return void this.toasts.show(s.noLink, { tone: "failed" });
    if (this.case.info?.id !== found.caseId) {
      const known = this.settings.value.recents.find(({ id, exists }) => id === found.caseId && exists);
      if (!known) return void this.toasts.show(s.linkElsewhere, { tone: "failed" });
      if (!(await this.openCase(known.path))) return;
    }
    this.location.go(found.place);
  }

  /** Opens the reader where it was last, or closes it. */
  toggleReader(): void {
    const { reader } = this.location.place;
    if (reader) this.closeReader();
    else if (this.lastReader) this.location.read(this.lastReader);
  }

  closeReader(): void {
    this.lastReader = this.location.place.reader ?? this.lastReader;
    this.location.closeReader();
  }

  get canReopenReader(): boolean {
    return this.lastReader !== undefined;
  }

  closeCase(): void {
    this.case.close();
    this.leave();
  }

  /** Tells of a failure where no view can show it. */
  fail(thrown: unknown): void {
    const { code, message, hint } = asDeskError(thrown);
    if (code !== "stopped") this.toasts.show(hint ? `${message} ${hint}` : message, { tone: "failed" });
  }

  /** Hears of files dropped on the window, until the answer is called. The last one to ask gets them. */
  onDrop(take: (paths: string[]) => void): () => void {
    this.droppers.add(take);
    return () => this.droppers.delete(take);
  }

  destroy(): void {
    this.stopHearing();
    this.location.destroy();
  }

  /** Forgets what was of the case before. */
  private leave(): void {
    this.lastReader = undefined;
    this.selection.clear();
    this.documents.clear();
    this.hits.clear();
    this.intake.clear();
    this.watching.clear();
    this.news.clear();
    this.pictures.clear();
    this.location.reset({ view: "library", query: {} });
  }

  private hear(event: AppEvent): void {
    this.jobs.hear(event);
    this.hits.hear(event);
    this.watching.hear(event);
    this.news.hear(event);
    if (event.kind === "changed") void this.case.changed(event.what).catch((thrown: unknown) => this.fail(thrown));
    if (event.kind === "open-case") void this.openCase(event.path);
    if (event.kind === "open-link") void this.openLink(event.link);
    if (event.kind === "safe-drawing") this.isDrawnSafely = true;
    if (event.kind === "drop") {
      this.dragging = event.phase === "over";
      if (event.phase === "drop") [...this.droppers].at(-1)?.(event.paths);
    }
  }
}

const KEY = Symbol("app");

export function provideApp(app: App): App {
  return setContext(KEY, app);
}

export function useApp(): App {
  return getContext<App>(KEY);
}
