import SearchIcon from "@lucide/svelte/icons/search";
import type { View } from "../../state/view";
import { strings } from "../../strings";
import Search from "./Search.svelte";

export const search: View = {
  id: "search",
  title: strings.search.title,
  icon: SearchIcon,
  component: Search,
  rail: true,
  actions: [
    {
      id: "search.focus",
      group: "go",
      title: strings.search.focus,
      icon: SearchIcon,
      keys: ["/"],
      enabled: (app) => app.case.info !== undefined,
      run(app) {
        if (app.location.place.view !== "search") app.location.go({ view: "search" });
        document.querySelector<HTMLInputElement>("#search-field")?.select();
      },
    },
  ],
};
