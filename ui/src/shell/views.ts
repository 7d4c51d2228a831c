import { compare } from "../features/compare";
import { entities } from "../features/entities";
import { library } from "../features/library";
import { like } from "../features/like";
import { search } from "../features/search";
import { sweep } from "../features/sweep";
import { timeline } from "../features/timeline";
import type { View } from "../state/view";

/** The views, as the rail shows them; some are reached from a document alone. A view that is not there is not shown. */
export const views: View[] = [library, search, sweep, entities, timeline, like, compare];

export function viewOf(address: string): View | undefined {
  return views.find(({ id, also }) => id === address || also?.includes(address));
}
