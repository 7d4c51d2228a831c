import type { UnitPage } from "../../../api/client";
import type { MenuItem } from "../../../shared/menu";
import type { App } from "../../../state/app.svelte";
import { strings } from "../../../strings";

/** What can be said of a row of a sheet: that it names the columns, or that none does. */
export function headingMenu(app: App, { document, table }: UnitPage, row: number | undefined): MenuItem[] {
  const s = strings.reader.heading;
  if (!table) return [];
  const disabled = !app.case.info?.writable;
  const choose = (choice: { header_row?: number; no_header?: boolean; as_read?: boolean }): void => {
    app.case.call("sheet", { doc: document, sheet: table.sheet, ...choice }).catch((thrown: unknown) => app.fail(thrown));
  };
  const items: MenuItem[] = [];
  if (row !== undefined && row !== table.header_row) items.push({ id: "use", label: s.use(row), disabled, run: () => choose({ header_row: row }) });
  if (table.header_row !== null) items.push({ id: "none", label: s.none, disabled, run: () => choose({ no_header: true }) });
  if (table.header_chosen) items.push({ id: "as-read", label: s.asRead, disabled, run: () => choose({ as_read: true }) });
  return items;
}
