import History from "@lucide/svelte/icons/gantt-chart";
import type { View } from "../../state/view";
import { strings } from "../../strings";
import Timeline from "./Timeline.svelte";

export const timeline: View = {
  id: "timeline",
  title: strings.timeline.title,
  icon: History,
  component: Timeline,
  rail: true,
};
