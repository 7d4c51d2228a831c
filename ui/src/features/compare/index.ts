import Columns from "@lucide/svelte/icons/columns-2";
import type { View } from "../../state/view";
import { strings } from "../../strings";
import Compare from "./Compare.svelte";

export const compare: View = {
  id: "compare",
  title: strings.compare.title,
  icon: Columns,
  component: Compare,
  rail: false,
};
