import type { FactLine } from "../../../api/client";

export interface FactGroup {
  id: string;
  name: string;
  isEvent: boolean;
  standing: string;
  contradicts: boolean;
  /** What is stated beyond its name. */
  lines: FactLine[];
}

const EVENTS = new Set(["Event", "Shipment", "Trip", "Project", "Sanction"]);
/** Said by the name itself. */
const NAMES = new Set(["name", "title"]);

/** What rests on a citation, fact by fact: an event with its date is one fact, a part in it belongs to it. */
export function groupFacts(facts: readonly FactLine[]): FactGroup[] {
  const groups = new Map<string, FactGroup>();
  for (const fact of facts) {
    if (fact.schema === "Participation") continue;
    const group = groups.get(fact.id) ?? { id: fact.id, name: fact.name, isEvent: EVENTS.has(fact.schema), standing: fact.standing, contradicts: false, lines: [] };
    if (!NAMES.has(fact.property)) group.lines.push(fact);
    if (fact.stance === "contradicts") group.contradicts = true;
    groups.set(fact.id, group);
  }
  return [...groups.values()];
}
