/** Shows what rests on citations, beside a place in the window. `asked`: by a click or a key, not by the pointer passing. */
export type ShowFacts = (citations: string[], at: DOMRect, asked: boolean) => void;
