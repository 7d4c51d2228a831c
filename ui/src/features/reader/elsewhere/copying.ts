import { strings } from "../../../strings";

/** What a copy is made of. */
export type Made = "pages" | "words" | "original";

/** What a copy is called unless somebody says otherwise: never as the original, where it is not the original. */
export function copyName(path: string, made: Made): string {
  const name = path.split("/").at(-1) ?? path;
  if (made === "original") return name;
  const stem = name.replace(/\.[^.]{1,8}$/, "") || name;
  return `${stem} (${strings.reader.elsewhere.suffix}).${made === "pages" ? "pdf" : "txt"}`;
}
