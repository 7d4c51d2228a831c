import Copy from "@lucide/svelte/icons/files";
import type { View } from "../../state/view";
import { strings } from "../../strings";
import Like from "./Like.svelte";

export const like: View = {
  id: "like",
  title: strings.like.title,
  icon: Copy,
  component: Like,
  rail: false,
};
