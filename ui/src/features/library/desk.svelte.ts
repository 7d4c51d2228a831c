/** What was copied, as it is taken in. */
export interface Pasted {
  text: string;
  /** A PNG in base64. */
  png: string;
}

/** The library's forms that float over any view. */
class Desk {
  /** The form for what was copied is open, with this in it. */
  pasting = $state.raw<Pasted | null>(null);
  /** Documents whose tags are asked for. */
  tagging = $state.raw<readonly string[]>([]);
}

export const desk = new Desk();
