import { strings } from "../strings";

/** A kind of file as people call it: "E-mail"; one without a name by its usual ending. */
export function kindName(kind: string): string {
  return strings.kinds[kind] ?? kind.toUpperCase();
}

/** What came of reading a file: "Locked". */
export function stateName(state: string): string {
  return strings.states[state] ?? state;
}

const languages = new Intl.DisplayNames("en-GB", { type: "language", fallback: "code" });

/** "Chinese"; a code that is none is shown as it stands. */
export function languageName(code: string): string {
  try {
    return languages.of(code) ?? code;
  } catch {
    return code;
  }
}

const countries = new Intl.DisplayNames("en-GB", { type: "region", fallback: "code" });

/** "Singapore" for `sg`; what is no code of a country is shown as it stands. */
export function countryName(code: string): string {
  try {
    return countries.of(code.toUpperCase()) ?? code;
  } catch {
    return code;
  }
}
