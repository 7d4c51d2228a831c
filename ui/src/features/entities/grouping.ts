import type { EntityLine, StatementLine } from "../../api/types";
import { score } from "../../shared/text/match";

/** An entity as the list shows it. */
export interface Row {
  entity: EntityLine;
  /** It is the first of its kind: how many there are. */
  first: number;
}

export interface KindCount {
  schema: string;
  n: number;
}

/** The kinds there are, the fullest first. */
export function kindsOf(entities: readonly EntityLine[]): KindCount[] {
  const counts = new Map<string, number>();
  for (const { schema } of entities) counts.set(schema, (counts.get(schema) ?? 0) + 1);
  return [...counts].map(([schema, n]) => ({ schema, n })).sort((a, b) => b.n - a.n || a.schema.localeCompare(b.schema));
}

/** Those whose names have the words, kind by kind in the given order, by name; the best first if words are given. */
export function grouped(entities: readonly EntityLine[], order: readonly KindCount[], words: string, schema: string): Row[] {
  const collator = new Intl.Collator(undefined, { numeric: true });
  const rank = new Map(order.map((kind, idx) => [kind.schema, idx]));
  const found = entities
    .filter((entity) => !schema || entity.schema === schema)
    .map((entity) => ({ entity, points: words.trim() ? score(words, entity.name) : 1 }))
    .filter(({ points }) => points > 0)
    .sort((a, b) => (rank.get(a.entity.schema) ?? 0) - (rank.get(b.entity.schema) ?? 0) || (words.trim() ? b.points - a.points : 0) || collator.compare(a.entity.name, b.entity.name))
    .map(({ entity }) => entity);
  const counts = new Map(kindsOf(found).map(({ schema: of, n }) => [of, n]));
  return found.map((entity, idx) => ({ entity, first: found[idx - 1]?.schema === entity.schema ? 0 : (counts.get(entity.schema) ?? 0) }));
}

export interface Group {
  property: string;
  statements: StatementLine[];
}

/** What is stated, by property: names first, then as the kind has its properties. What was withdrawn is left out. */
export function byProperty(statements: readonly StatementLine[], properties: readonly string[]): Group[] {
  const FIRST = ["name", "alias", "previousName", "weakAlias", "abbreviation"];
  const groups = new Map<string, StatementLine[]>();
  for (const statement of statements) {
    if (statement.withdrawn) continue;
    const group = groups.get(statement.property);
    if (group) group.push(statement);
    else groups.set(statement.property, [statement]);
  }
  const rank = (property: string): number => {
    const first = FIRST.indexOf(property);
    if (first >= 0) return first - FIRST.length;
    const at = properties.indexOf(property);
    return at < 0 ? properties.length : at;
  };
  return [...groups].map(([property, of]) => ({ property, statements: of })).sort((a, b) => rank(a.property) - rank(b.property) || a.property.localeCompare(b.property));
}
