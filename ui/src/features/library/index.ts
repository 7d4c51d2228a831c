import LibraryIcon from "@lucide/svelte/icons/library";
import type { View } from "../../state/view";
import { strings } from "../../strings";
import Library from "./Library.svelte";

export const library: View = {
  id: "library",
  title: strings.library.title,
  icon: LibraryIcon,
  component: Library,
  rail: true,
};
