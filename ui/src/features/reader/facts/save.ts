import type { App } from "../../../state/app.svelte";
import { letterOf } from "../text/grid";
import { type Taken, boxText, placesOf } from "../words/taken";
import type { Draft, Who } from "./draft";

/** What a fact rests on: places to be cited with it, or citations that were made for it. */
interface Basis {
  at?: string[];
  cite?: string[];
  said_by?: string;
}

/** What was saved, and how many steps take it back. */
export interface Saved {
  id: string | undefined;
  steps: number;
}

/** What is selected, and in which document. */
export interface Place {
  document: string;
  taken: Taken;
}

/** Saves a fact with the words it rests on. */
export function save(app: App, place: Place, draft: Draft): Promise<Saved> {
  return inSteps(app, (steps) => record(app, place, draft, steps));
}

/** Ties what is selected to a fact there is already. */
export function support(app: App, place: Place, fact: string, saidBy: string): Promise<Saved> {
  return inSteps(app, async (steps) => {
    await steps.run(app.case.call("tie", { fact, at: placesOf(place.document, place.taken), ...speaker(saidBy) }));
    return fact;
  });
}

/** What is selected says it of another time: it stands against the date, and its own date beside it. */
export function contradict(app: App, place: Place, event: string, date: string, draft: Draft): Promise<Saved> {
  return inSteps(app, async (steps) => {
    const ids = await cite(app, place, draft.saidBy, steps);
    await steps.run(app.case.call("tie", { fact: `${event}.date`, cite: ids.map((id) => `${id}:contradicts`) }));
    if (date) await steps.run(app.case.call("entity state", { entity: event, prop: `date=${date}`, standing: draft.standing, cite: ids }));
    return event;
  });
}

export async function takeBack(app: App, steps: number): Promise<void> {
  for (let n = 0; n < steps; n++) await app.case.call("undo", {});
}

/** Counts what is done, so that one "Undo" takes all of it back. */
class Steps {
  n = 0;
  async run<T>(call: Promise<T>): Promise<T> {
    const answer = await call;
    this.n++;
    return answer;
  }
}

async function inSteps(app: App, doing: (steps: Steps) => Promise<string | undefined>): Promise<Saved> {
  const steps = new Steps();
  try {
    return { id: await doing(steps), steps: steps.n };
  } catch (thrown) {
    // Half a fact is none.
    await takeBack(app, steps.n).catch(() => undefined);
    throw thrown;
  }
}

async function record(app: App, place: Place, draft: Draft, steps: Steps): Promise<string | undefined> {
  if (draft.kind === "cite") return (await cite(app, place, draft.saidBy, steps))[0];
  const named = [draft.from, draft.to, ...draft.parts.map(({ who }) => who)];
  const makesOthers = named.some((who) => who && !who.id);
  // With others that are made first, all rest on the same citations.
  const basis: Basis = makesOthers ? { cite: await cite(app, place, draft.saidBy, steps) } : { at: placesOf(place.document, place.taken), ...speaker(draft.saidBy) };
  const idOf = makerOf(app, draft, basis, steps);
  const details = draft.details.filter(({ value }) => value.trim());
  const common = { standing: draft.standing, prop: details.map(({ property, value }) => `${property}=${value.trim()}`), ...basis };
  const { schema } = draft;
  const title = draft.title.trim();
  const date = draft.date.trim();
  if (draft.kind === "entity") return (await steps.run(app.case.call("entity add", { schema, name: title, ...common }))).id;
  if (draft.kind === "link") {
    if (!draft.from || !draft.to) return undefined;
    const [from, to] = [await idOf(draft.from), await idOf(draft.to)];
    return (await steps.run(app.case.call("link add", { schema, from, to, ...(date && { date }), ...common }))).id;
  }
  const participant: string[] = [];
  for (const { who, role } of draft.parts) participant.push([await idOf(who), role.trim()].filter(Boolean).join(":"));
  return (await steps.run(app.case.call("event add", { schema, title, date, participant, ...common }))).id;
}

/** Answers ids, and makes who is not known yet, each once. */
function makerOf(app: App, draft: Draft, basis: Basis, steps: Steps): (who: Who) => Promise<string> {
  const made = new Map<string, string>();
  return async ({ id, schema, name }) => {
    if (id) return id;
    const key = `${schema} ${name}`;
    const known = made.get(key) ?? (await steps.run(app.case.call("entity add", { schema, name, standing: draft.standing, ...basis }))).id;
    made.set(key, known);
    return known;
  };
}

/** Cites what is selected: rows one each, all else as one. */
async function cite(app: App, { document, taken }: Place, saidBy: string, steps: Steps): Promise<string[]> {
  const common = { doc: document, unit: taken.unit, ...speaker(saidBy) };
  const run = async (what: object): Promise<string> => (await steps.run(app.case.call("cite", { ...common, ...what }))).citation;
  if (taken.kind === "area") return [await run({ box: boxText(taken.area) })];
  if (taken.kind === "words") {
    const { unit, start, toUnit, end } = taken;
    return [await run({ start, end, ...(toUnit !== unit && { to_unit: toUnit }) })];
  }
  const columns = taken.columns.map(letterOf).join(",");
  const ids: string[] = [];
  for (const row of taken.rows) ids.push(await run({ row, ...(columns && { columns }) }));
  return ids;
}

function speaker(saidBy: string): { said_by?: string } {
  return saidBy.trim() ? { said_by: saidBy.trim() } : {};
}
