import { untrack } from "svelte";
import { SvelteMap } from "svelte/reactivity";
import { type DeskError, type DocumentPage, type Hit, type Span, type UnitPage, asDeskError } from "../../api/client";
import { Scalars } from "../../shared/text/scalars";
import type { App } from "../../state/app.svelte";
import type { ReaderPlace } from "../../state/place";
import { type Resource, resource } from "../../state/resource.svelte";
import type { Rotation } from "./pages/geometry";
import { Pictures } from "./pages/pictures";
import type { Zoom } from "./pages/stack";
import type { Taken } from "./words/taken";

/** Where the reader was sent: it goes there once, however often the place is drawn again. */
export interface Target {
  unit: number;
  span?: Span;
  citation?: string;
  row?: number;
}

/** What the search at hand found on a page. */
export interface FoundHere {
  /** What the reader was opened at; the rest of it, where it runs on to this page. */
  here: readonly Span[];
  /** What else of the hit stands there. */
  again: readonly Span[];
}

interface Loaded {
  page?: UnitPage;
  scalars?: Scalars;
  error?: DeskError;
  /** At which revision of the case it was asked for. */
  revision: number;
}

/** The kind of documents that are shown as pictures of their pages. */
const PAGED = "pdf";

/** One document as it is read: itself, its pages as they come, and how they are shown. */
export class Reading {
  readonly document: Resource<DocumentPage>;
  /** The page one is on, from 1. */
  current = $state(1);
  target = $state.raw<Target | undefined>(undefined);
  /** What a form is being filled in for: shown while the focus is in the form. */
  chosen = $state.raw<Taken | undefined>(undefined);
  zoom = $state<Zoom>("width");
  rotation = $state<Rotation>(0);
  /** Drawn by the engine that does not draw a page unasked: a second look. */
  otherEngine = $state(false);
  /** Pictures of received documents are blurred until somebody wants to see them. */
  uncovered = $state(false);
  strip = $state(false);
  /** px per point now: told by the pages, shown by the header. */
  scale = $state(1);
  #id = $state("");
  /** The words the reader was opened at. They stay what one came for while pages are turned. */
  #cameFor = $state.raw<{ unit: number; span: Span } | undefined>(undefined);
  readonly pictures = new Pictures();
  private readonly loaded = new SvelteMap<number, Loaded>();

  /** To be called while a component is made. */
  constructor(
    private readonly app: App,
    place: () => ReaderPlace,
  ) {
    const id = $derived(place().document);
    this.document = resource(() => {
      void app.case.revision;
      return app.case.call("document", { doc: id });
    });
    $effect.pre(() => {
      const at = place();
      if (at.document !== this.#id) this.begin(at.document);
      // A page that was only scrolled to is no new target.
      if (at.unit === this.current && !at.at && !at.citation && at.row === undefined && this.target) return;
      this.target = { unit: at.unit, span: at.at, citation: at.citation, row: at.row };
      this.current = at.unit;
      this.#cameFor = at.at && { unit: at.unit, span: at.at };
      untrack(() => this.askAhead(at));
    });
  }

  get id(): string {
    return this.#id;
  }

  /** How many pages, messages or sections there are, as far as is known. */
  get n_units(): number {
    const any = [...this.loaded.values()].find((unit) => unit.page)?.page;
    return any?.units ?? this.document.value?.units ?? 0;
  }

  /** Whether its picture is blurred. */
  get covered(): boolean {
    const { received, mime } = this.document.value ?? {};
    return !this.uncovered && (received ?? false) && /^image\//.test(mime ?? "");
  }

  unit(n: number): UnitPage | undefined {
    return this.loaded.get(n)?.page;
  }

  scalars(n: number): Scalars | undefined {
    return this.loaded.get(n)?.scalars;
  }

  error(n: number): DeskError | undefined {
    return this.loaded.get(n)?.error;
  }

  /** Loads what is shown, and again when the case has changed. To be called where it is followed. */
  want(n: number): void {
    const revision = this.app.case.revision;
    const document = this.#id;
    const before = this.loaded.get(n);
    if (n < 1 || before?.revision === revision) return;
    this.loaded.set(n, { ...before, revision });
    this.app.case.call("unit", { doc: document, unit: n }).then(
      (page) => this.take(document, n, { page, revision }),
      (thrown: unknown) => this.take(document, n, { error: asDeskError(thrown), revision }),
    );
  }

  /** Where the picture of a page is, at so many pixels a point. */
  pictureUrl(unit: number, scale: number, document = this.#id): string {
    const isThis = document === this.#id;
    const rotation = isThis ? this.rotation : 0;
    const engine = isThis && this.otherEngine ? "other" : undefined;
    return this.app.host.pageUrl({ case: this.app.case.info?.path ?? "", document, unit, scale, rotation, engine });
  }

  /** The hit of the search at hand that the reader was opened at. */
  get hit(): Hit | undefined {
    const { hits } = this.app;
    const hit = hits.at < 0 ? undefined : hits.hit(hits.at);
    const came = this.#cameFor;
    if (!came || hit?.document !== this.#id || hit.unit !== came.unit) return undefined;
    return hit.spans.some((span) => isSame(span, came.span)) ? hit : undefined;
  }

  /** Where the hit that was opened stands on a page: on its own, or on the one that a phrase of it runs on to. */
  foundOn(n: number): FoundHere | undefined {
    const { hit } = this;
    const came = this.#cameFor?.span;
    if (!hit || !came) return undefined;
    if (hit.unit === n) return { here: [came], again: hit.spans.filter((span) => !isSame(span, came)) };
    if (hit.runs_on?.unit !== n) return undefined;
    // What runs on is the end of the last words on the page before.
    const last = hit.spans.at(-1);
    const { spans } = hit.runs_on;
    return last && isSame(last, came) ? { here: spans, again: [] } : { here: [], again: spans };
  }

  retry(n: number): void {
    this.loaded.delete(n);
    this.want(n);
  }

  /** Turns to a page: a step that can be taken back from far away, none from page to page. */
  turnTo(n: number): void {
    const to = Math.max(1, Math.min(this.n_units, n));
    if (to === this.current && this.target?.unit === to) return;
    this.target = { unit: to };
    this.current = to;
    this.app.location.read({ document: this.#id, unit: to }, "replace");
  }

  /** The page came under the eyes by scrolling. */
  scrolledTo(n: number): void {
    if (n === this.current) return;
    this.current = n;
    const { reader } = this.app.location.place;
    // A place of words stays the place until one turns a page: a link to it is still a link to them.
    if (reader?.document === this.#id && !reader.at && !reader.citation) this.app.location.read({ document: this.#id, unit: n }, "replace");
  }

  /** What will be looked at next is drawn before it is wanted: the pages beside these, the page of the next hit. */
  askForNeighbours(units: readonly number[], scale: number): void {
    const { hits } = this.app;
    for (const n of units) this.pictures.ahead(this.pictureUrl(n, scale));
    const next = hits.at < 0 ? undefined : hits.hit(hits.at + 1);
    if (next?.kind === PAGED && next.document !== this.#id) this.pictures.ahead(this.pictureUrl(next.unit, scale, next.document));
  }

  /** The picture of a page is on its way while its words are: most pages are shown as sharp as the last one. */
  private askAhead({ unit }: ReaderPlace): void {
    const { hits, documents, sharpness } = this.app;
    const hit = hits.at < 0 ? undefined : hits.hit(hits.at);
    const kind = hit?.document === this.#id ? hit.kind : documents.line(this.#id)?.kind;
    if (sharpness !== undefined && kind === PAGED) this.pictures.ahead(this.pictureUrl(unit, sharpness));
  }

  private begin(document: string): void {
    this.#id = document;
    this.loaded.clear();
    this.target = undefined;
    this.#cameFor = undefined;
    this.chosen = undefined;
    this.rotation = 0;
    this.otherEngine = false;
    this.uncovered = false;
  }

  private take(document: string, n: number, got: Loaded): void {
    if (document !== this.#id) return;
    const before = this.loaded.get(n);
    if (before && before.revision > got.revision) return;
    const { page } = got;
    const same = page !== undefined && before?.page?.text === page.text ? before : undefined;
    // What has not changed is not drawn again.
    if (page && same?.page) page.boxes = same.page.boxes;
    this.loaded.set(n, { ...got, scalars: same?.scalars ?? (page && new Scalars(page.text)) });
  }
}

function isSame(one: Span, other: Span): boolean {
  return one[0] === other[0] && one[1] === other[1];
}
