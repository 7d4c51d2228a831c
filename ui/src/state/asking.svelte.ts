export interface Question {
  title: string;
  text?: string;
  /** What the button that does it says: a verb, never "OK". */
  confirm: string;
  /** It cannot be taken back. */
  final?: boolean;
}

/** Asks before something is done. The shell shows the question. */
export class Asking {
  #question = $state.raw<Question | undefined>(undefined);
  private answer: ((yes: boolean) => void) | undefined;

  get question(): Question | undefined {
    return this.#question;
  }

  ask(question: Question): Promise<boolean> {
    this.reply(false);
    this.#question = question;
    return new Promise((resolve) => {
      this.answer = resolve;
    });
  }

  reply(yes: boolean): void {
    this.answer?.(yes);
    this.answer = undefined;
    this.#question = undefined;
  }
}
