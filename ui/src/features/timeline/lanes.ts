import type { Item } from "./model";

export type LaneMode = "who" | "source" | "kind";
export const LANE_MODES: readonly LaneMode[] = ["who", "source", "kind"];

/** A lane of the timeline: events with something in common. */
export interface Lane {
  /** An entity's id, a source's name, a kind. */
  id: string;
  title: string;
  /** The entity's kind, if it is known. */
  schema?: string;
  /** Those whose title stands here. */
  items: number[];
  /** Those that are in another lane, and concern this one, too. */
  also: number[];
}

/** What an event has to do with: the first is the one that counts. */
export interface Belonging {
  id: string;
  title: string;
  schema?: string;
}

const MOST_LANES = 14;

/**
 * Lanes over items in time order. Each event has its title in one lane, that of the busiest of those it
 * belongs to, and a small mark in the others. What belongs to none of the busiest comes last.
 */
export function lanesOf(items: readonly Item[], belongings: (item: Item) => Belonging[], others: string, first: readonly string[] = []): Lane[] {
  const of = items.map(belongings);
  const known = new Map<string, Belonging & { n: number; at: number }>();
  of.forEach((all, at) => {
    for (const one of all) {
      const held = known.get(one.id);
      if (held) held.n++;
      else known.set(one.id, { ...one, n: 1, at });
    }
  });
  const rank = (id: string): number => (first.includes(id) ? 0 : 1);
  const busiest = [...known.values()].sort((a, b) => rank(a.id) - rank(b.id) || b.n - a.n || a.at - b.at);
  const chosen = busiest.slice(0, MOST_LANES);
  const order = new Map(chosen.map(({ id }, idx) => [id, idx]));
  const lanes = chosen.map(({ id, title, schema }): Lane => ({ id, title, schema, items: [], also: [] }));
  const rest: Lane = { id: "", title: others, items: [], also: [] };
  of.forEach((all, item) => {
    const in_lanes = [...new Set(all.flatMap(({ id }) => order.get(id) ?? []))];
    const home = Math.min(...in_lanes);
    (lanes[home] ?? rest).items.push(item);
    for (const lane of in_lanes) if (lane !== home) lanes[lane]?.also.push(item);
  });
  return [...lanes, rest].filter(({ items: own }) => own.length > 0);
}
