import type { Settings } from "../api/client";

/** Light or dark, as the settings or the system say. To be called while a component is made. */
export function followTheme(theme: () => Settings["theme"]): void {
  $effect(() => {
    const chosen = theme();
    if (chosen === "system") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = chosen;
  });
}
