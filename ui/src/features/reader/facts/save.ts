import type { App } from "../../../state/app.svelte";
import { letterOf } from "../text/grid";
import { type Taken, isSimple, placeText } from "../words/taken";
import type { Draft, Who } from "./draft";

/** What a fact rests on: words to be cited with it, or citations that were made for it. */
export interface Basis {
  at?: string[];
  cite?: string[];
}

/** What was saved, and how many steps take it back. */
export interface Saved {
  id: string | undefined;
  steps: number;
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

/** Saves a fact with the words it rests on. */
export async function save(app: App, document: string, taken: Taken, draft: Draft): Promise<Saved> {
  const steps = new Steps();
  try {
    return { id: await record(app, document, taken, draft, steps), steps: steps.n };
  } catch (thrown) {
    // Half a fact is none.
    await takeBack(app, steps.n).catch(() => undefined);
    throw thrown;
  }
}

/** Ties what is selected to a fact there is already. */
export async function support(app: App, document: string, taken: Taken, fact: string, how: "" | ":contradicts", saidBy: string): Promise<Saved> {
  const steps = new Steps();
  try {
    const ids = await cite(app, document, taken, saidBy, steps);
    await steps.run(app.case.call("tie", { fact, cite: ids.map((id) => id + how) }));
    return { id: fact, steps: steps.n };
  } catch (thrown) {
    await takeBack(app, steps.n).catch(() => undefined);
    throw thrown;
  }
}

export async function takeBack(app: App, steps: number): Promise<void> {
  for (let n = 0; n < steps; n++) await app.case.call("undo", {});
}

async function record(app: App, document: string, taken: Taken, draft: Draft, steps: Steps): Promise<string | undefined> {
  if (draft.kind === "cite") return (await cite(app, document, taken, draft.saidBy, steps))[0];
  const news = [draft.from, draft.to, ...draft.parts.map(({ who }) => who)].filter((who) => who && !who.id);
  const isOneStep = isSimple(taken) && !draft.saidBy.trim() && news.length === 0;
  const basis: Basis = isOneStep ? { at: [placeText(document, taken)] } : { cite: await cite(app, document, taken, draft.saidBy, steps) };
  const made = new Map<string, string>();
  const idOf = async (who: Who): Promise<string> => {
    if (who.id) return who.id;
    const key = `${who.schema} ${who.name}`;
    const before = made.get(key);
    if (before) return before;
    const { id } = await steps.run(app.case.call("entity add", { schema: who.schema, name: who.name, standing: draft.standing, ...basis }));
    made.set(key, id);
    return id;
  };
  const common = { standing: draft.standing, prop: draft.details.filter(({ value }) => value.trim()).map(({ property, value }) => `${property}=${value.trim()}`), ...basis };
  const title = draft.title.trim();
  const date = draft.date.trim();
  if (draft.kind === "entity") return (await steps.run(app.case.call("entity add", { schema: draft.schema, name: title, ...common }))).id;
  if (draft.kind === "link") {
    if (!draft.from || !draft.to) return undefined;
    const [from, to] = [await idOf(draft.from), await idOf(draft.to)];
    return (await steps.run(app.case.call("link add", { schema: draft.schema, from, to, ...(date && { date }), ...common }))).id;
  }
  const participant: string[] = [];
  for (const { who, role } of draft.parts) participant.push([await idOf(who), role.trim()].filter(Boolean).join(":"));
  return (await steps.run(app.case.call("event add", { schema: draft.schema, title, date, participant, ...common }))).id;
}

/** Cites what is selected: words as one citation, rows one each. */
async function cite(app: App, document: string, taken: Taken, saidBy: string, steps: Steps): Promise<string[]> {
  const common = { doc: document, unit: taken.unit, ...(saidBy.trim() && { said_by: saidBy.trim() }) };
  if (taken.kind === "words") {
    const { unit, start, toUnit, end } = taken;
    return [(await steps.run(app.case.call("cite", { ...common, start, end, ...(toUnit !== unit && { to_unit: toUnit }) }))).citation];
  }
  if (taken.kind === "area") return [(await steps.run(app.case.call("cite", { ...common, box: taken.area.map((side) => Math.round(side * 100) / 100).join(",") }))).citation];
  const columns = taken.columns.map(letterOf).join(",");
  const ids: string[] = [];
  for (const row of taken.rows) ids.push((await steps.run(app.case.call("cite", { ...common, row, ...(columns && { columns }) }))).citation);
  return ids;
}
