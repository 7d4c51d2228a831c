/** The tokens' colours, as the canvas takes them. */
export interface Ink {
  paper: string;
  raised: string;
  ink: string;
  ink2: string;
  ink3: string;
  line: string;
  strong: string;
  thread: string;
  amber: string;
  amberMark: string;
  focus: string;
  select: string;
  idle: string;
  sunk: string;
  sans: string;
}

const TOKENS: Record<Exclude<keyof Ink, "sans">, string> = {
  paper: "--paper",
  raised: "--paper-raised",
  sunk: "--paper-sunk",
  ink: "--ink",
  ink2: "--ink-2",
  ink3: "--ink-3",
  line: "--line",
  strong: "--line-strong",
  thread: "--thread",
  amber: "--amber",
  amberMark: "--amber-mark",
  focus: "--focus",
  select: "--select",
  idle: "--select-idle",
};

/** Reads the tokens where an element stands: a custom property is resolved only as a colour. */
export function readInk(element: HTMLElement): Ink {
  const probe = document.createElement("span");
  element.append(probe);
  const of = (token: string): string => {
    probe.style.color = `var(${token})`;
    return getComputedStyle(probe).color;
  };
  const colours = Object.fromEntries(Object.entries(TOKENS).map(([name, token]) => [name, of(token)])) as Omit<Ink, "sans">;
  const sans = getComputedStyle(probe).fontFamily;
  probe.remove();
  return { ...colours, sans };
}

/** Hears when light and dark change. */
export function onInkChange(hear: () => void): () => void {
  const media = matchMedia("(prefers-color-scheme: dark)");
  const seen = new MutationObserver(hear);
  seen.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
  media.addEventListener("change", hear);
  return () => {
    seen.disconnect();
    media.removeEventListener("change", hear);
  };
}
