import BookOpen from "@lucide/svelte/icons/panel-left";
import Calendar from "@lucide/svelte/icons/calendar-plus";
import ChevronDown from "@lucide/svelte/icons/chevron-down";
import ChevronUp from "@lucide/svelte/icons/chevron-up";
import Copy from "@lucide/svelte/icons/copy";
import ExternalLink from "@lucide/svelte/icons/external-link";
import Eye from "@lucide/svelte/icons/eye";
import Info from "@lucide/svelte/icons/info";
import PencilLine from "@lucide/svelte/icons/pencil-line";
import Quote from "@lucide/svelte/icons/quote";
import RotateCw from "@lucide/svelte/icons/rotate-cw";
import Spline from "@lucide/svelte/icons/spline";
import Star from "@lucide/svelte/icons/star";
import Tag from "@lucide/svelte/icons/tag";
import UserPlus from "@lucide/svelte/icons/user-plus";
import ZoomIn from "@lucide/svelte/icons/zoom-in";
import ZoomOut from "@lucide/svelte/icons/zoom-out";
import type { Action } from "../../actions/action";
import type { App } from "../../state/app.svelte";
import { strings } from "../../strings";
import { likeActions } from "./likeActions";
import type { FactKind } from "./facts/draft";
import type { Rotation } from "./pages/geometry";
import { zoomed } from "./pages/stack";
import type { Reading } from "./reading.svelte";
import type { Words } from "./words/words.svelte";

const s = strings.reader;

/** What the actions of the reader work on. */
export interface Acting {
  reading: Reading;
  words: Words;
  /** The focus is in the reader, or nowhere. */
  isHere: () => boolean;
  make: (kind: FactKind) => void;
  /** Whether what is selected was read off a picture. */
  isReadOff: () => boolean;
  correct: () => void;
  isMaking: () => boolean;
  isDrawn: () => boolean;
  toggleSide: () => void;
  tag: () => void;
  goTo: () => void;
  elsewhere: () => void;
  markArea: () => void;
  /** Brings the focus to the words. */
  focus: () => void;
  /** `report.pdf, p. 3` */
  where: () => string;
}

export function readerActions(acting: Acting): Action<App>[] {
  return [...turning(acting), ...showing(acting), ...marking(acting), ...leaving(acting), ...choosing(acting), ...making(acting), ...likeActions(acting)];
}

function turning({ reading, isHere, goTo }: Acting): Action<App>[] {
  const many = (): boolean => reading.n_units > 1;
  return [
    { id: "reader.next", group: "document", title: s.next, icon: ChevronDown, keys: ["j", "PageDown"], enabled: () => many() && isHere(), run: () => reading.turnTo(reading.current + 1) },
    { id: "reader.previous", group: "document", title: s.previous, icon: ChevronUp, keys: ["k", "PageUp"], enabled: () => many() && isHere(), run: () => reading.turnTo(reading.current - 1) },
    { id: "reader.goTo", group: "document", title: s.goTo, keys: ["g"], enabled: () => many() && isHere(), run: goTo },
  ];
}

function showing({ reading, isDrawn, toggleSide }: Acting): Action<App>[] {
  const enabled = isDrawn;
  return [
    { id: "reader.zoomIn", group: "view", title: s.zoomIn, icon: ZoomIn, keys: ["Mod+=", "Mod++"], enabled, run: () => void (reading.zoom = zoomed(reading.scale, 1)) },
    { id: "reader.zoomOut", group: "view", title: s.zoomOut, icon: ZoomOut, keys: ["Mod+-"], enabled, run: () => void (reading.zoom = zoomed(reading.scale, -1)) },
    { id: "reader.fitWidth", group: "view", title: s.fitWidth, keys: ["Mod+0"], enabled, checked: () => reading.zoom === "width", run: () => void (reading.zoom = "width") },
    { id: "reader.fitPage", group: "view", title: s.fitPage, keys: ["Mod+9"], enabled, checked: () => reading.zoom === "page", run: () => void (reading.zoom = "page") },
    { id: "reader.rotate", group: "view", title: s.rotate, icon: RotateCw, keys: ["Shift+R"], enabled, run: () => void (reading.rotation = ((reading.rotation + 90) % 360) as Rotation) },
    { id: "reader.otherEngine", group: "view", title: s.otherEngine, enabled: () => isDrawn() && reading.document.value?.kind === "pdf", checked: () => reading.otherEngine, run: () => void (reading.otherEngine = !reading.otherEngine) },
    { id: "reader.strip", group: "view", title: s.showStrip, icon: BookOpen, keys: ["Mod+Shift+P"], enabled, checked: () => reading.strip, run: () => void (reading.strip = !reading.strip) },
    { id: "reader.about", group: "document", title: s.showAbout, icon: Info, keys: ["Mod+I"], run: toggleSide },
  ];
}

function marking({ reading, isHere, tag }: Acting): Action<App>[] {
  const marks = () => reading.document.value?.marks;
  const enabled = (app: App): boolean => isHere() && marks() !== undefined && (app.case.info?.writable ?? false);
  const mark = async (app: App, change: { seen?: "yes" | "no"; starred?: "yes" | "no" }): Promise<void> => void (await app.case.call("mark", { doc: [reading.id], ...change }));
  return [
    { id: "reader.seen", group: "document", title: s.marks.seenAction, icon: Eye, keys: ["x"], enabled, checked: () => marks()?.seen ?? false, run: (app) => mark(app, { seen: marks()?.seen ? "no" : "yes" }) },
    { id: "reader.star", group: "document", title: s.marks.star, icon: Star, keys: ["s"], enabled, checked: () => marks()?.starred ?? false, run: (app) => mark(app, { starred: marks()?.starred ? "no" : "yes" }) },
    { id: "reader.tag", group: "document", title: s.marks.addTag, icon: Tag, keys: ["t"], enabled, run: tag },
  ];
}

function leaving({ reading, elsewhere }: Acting): Action<App>[] {
  return [{ id: "reader.elsewhere", group: "document", title: s.elsewhere.action, icon: ExternalLink, keys: ["Mod+Shift+O"], enabled: () => reading.document.value !== undefined, run: elsewhere }];
}

/** Choosing words with the keyboard: `v` begins at what was found, Shift with arrows goes on. */
function choosing({ reading, words, isHere, isMaking, isDrawn, markArea, focus }: Acting): Action<App>[] {
  const has = (): boolean => words.taken?.kind === "words" && isHere();
  const extend = (id: string, title: string, keys: string[], by: 1 | -1, what: "word" | "line" | "character"): Action<App> => ({ id, group: "document", title, keys, quiet: true, enabled: has, run: () => words.extend(by, what) });
  return [
    {
      id: "reader.choose",
      group: "document",
      title: s.choose,
      keys: ["v"],
      // From anywhere: one comes from a list of hits, whose focus stays there while they are walked.
      enabled: () => !isMaking() && (reading.unit(reading.current)?.text ?? "") !== "" && !reading.unit(reading.current)?.table,
      run() {
        chooseFirst(reading, words);
        focus();
      },
    },
    { id: "reader.area", group: "document", title: s.chooseArea, keys: ["b"], enabled: () => isDrawn() && !isMaking(), run: markArea },
    extend("reader.wordOn", s.wordOn, ["Shift+ArrowRight"], 1, "word"),
    extend("reader.wordBack", s.wordBack, ["Shift+ArrowLeft"], -1, "word"),
    extend("reader.lineOn", s.lineOn, ["Shift+ArrowDown"], 1, "line"),
    extend("reader.lineBack", s.lineBack, ["Shift+ArrowUp"], -1, "line"),
    extend("reader.characterOn", s.characterOn, ["Alt+Shift+ArrowRight"], 1, "character"),
    extend("reader.characterBack", s.characterBack, ["Alt+Shift+ArrowLeft"], -1, "character"),
    { id: "reader.letGo", group: "document", title: s.letGo, keys: ["Escape"], quiet: true, enabled: () => words.taken !== undefined && !isMaking(), run: () => words.clear() },
  ];
}

function chooseFirst(reading: Reading, words: Words): void {
  const n = reading.current;
  const { target } = reading;
  const unit = reading.unit(n);
  if (!unit) return;
  const cited = unit.cited.find(({ citation }) => citation === target?.citation);
  const span = target?.unit === n ? (target.span ?? (cited && !cited.area ? ([cited.start, cited.end] as const) : undefined)) : undefined;
  const first = [...unit.text].findIndex((char) => char.trim() !== "");
  words.select({ unit: n, offset: span?.[0] ?? first }, { unit: n, offset: span?.[1] ?? first + 1 });
  if (!span) words.snap(false);
}

function making({ words, make, isMaking, isReadOff, correct, where }: Acting): Action<App>[] {
  const canMake = (app: App): boolean => words.taken !== undefined && !isMaking() && (app.case.info?.writable ?? false);
  return [
    { id: "reader.cite", group: "fact", title: s.bar.citeAction, icon: Quote, keys: ["c"], enabled: canMake, run: () => make("cite") },
    { id: "reader.event", group: "fact", title: s.bar.eventAction, icon: Calendar, keys: ["e"], enabled: canMake, run: () => make("event") },
    { id: "reader.entity", group: "fact", title: s.bar.entityAction, icon: UserPlus, keys: ["i"], enabled: canMake, run: () => make("entity") },
    { id: "reader.connection", group: "fact", title: s.bar.connectionAction, icon: Spline, keys: ["l"], enabled: canMake, run: () => make("link") },
    { id: "reader.correct", group: "fact", title: s.bar.correctAction, icon: PencilLine, keys: ["r"], enabled: (app) => canMake(app) && isReadOff(), run: correct },
    {
      id: "reader.copyCitation",
      group: "fact",
      title: s.bar.copyAction,
      icon: Copy,
      keys: ["Mod+Shift+C"],
      enabled: () => words.taken !== undefined && words.taken.kind !== "area",
      async run(app) {
        const { taken } = words;
        if (!taken || taken.kind === "area") return;
        await app.host.copyText(`“${taken.quote}”\n${where()}`);
        app.toasts.show(s.copied);
      },
    },
  ];
}
