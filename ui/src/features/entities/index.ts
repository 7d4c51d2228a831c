import Shapes from "@lucide/svelte/icons/shapes";
import type { View } from "../../state/view";
import { strings } from "../../strings";
import Entities from "./Entities.svelte";

export const entities: View = {
  id: "entities",
  also: ["entity"],
  title: strings.entities.title,
  icon: Shapes,
  component: Entities,
  rail: true,
};
