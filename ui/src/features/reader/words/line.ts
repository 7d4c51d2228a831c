/** A line of a unit's text. */
export interface Line {
  /** From 1. */
  number: number;
  text: string;
}

/** The line in which a place stands, in Unicode scalars from 0. */
export function lineAt(text: string, offset: number): Line {
  const before = [...text].slice(0, offset).filter((char) => char === "\n").length;
  return { number: before + 1, text: text.split("\n")[before] ?? "" };
}
