import { fireEvent, render, screen } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { createRawSnippet } from "svelte";
import { describe, expect, test } from "vitest";
import VirtualList from "./VirtualList.svelte";
import VirtualTable from "./VirtualTable.svelte";

const ITEMS = Array.from({ length: 200_000 }, (_, idx) => `item ${idx}`);
const key = (item: string): string => item;
const row = createRawSnippet<[string, unknown]>((item) => ({ render: () => `<b>${item()}</b>` }));

describe("a virtual list", () => {
  test("draws what is on screen alone, and says how many there are", () => {
    render(VirtualList<string>, { label: "Things", items: ITEMS, key, height: 30, row });
    const drawn = screen.getAllByRole("option");
    expect(drawn.length).toBeLessThan(60);
    expect(drawn[0]?.getAttribute("aria-setsize")).toBe("200000");
  });

  test("is walked by keys, and Enter opens", async () => {
    const opened: string[] = [];
    render(VirtualList<string>, { label: "Things", items: ITEMS, key, height: 30, row, onopen: (item) => opened.push(item) });
    screen.getByRole("listbox", { name: "Things" }).focus();
    await userEvent.keyboard("{ArrowDown}{ArrowDown}{PageDown}{ArrowUp}{Enter}");
    expect(opened).toEqual(["item 19"]);
    const list = screen.getByRole("listbox");
    expect(document.getElementById(list.getAttribute("aria-activedescendant") ?? "")?.textContent?.trim()).toBe("item 19");
  });

  test("asks for more when its end comes near", () => {
    let n_asked = 0;
    render(VirtualList<string>, { label: "Things", items: ITEMS.slice(0, 25), key, height: 30, row, onend: () => n_asked++ });
    expect(n_asked).toBeGreaterThan(0);
  });
});

describe("a virtual table", () => {
  const columns = [
    { id: "name", title: "Name", width: 200, sortable: true, text: (item: string) => item },
    { id: "size", title: "Size", width: 80, text: () => "1 kB" },
  ];

  test("a heading asks for an order", async () => {
    const sorts: unknown[] = [];
    render(VirtualTable<string>, { label: "Things", rows: ITEMS, key, columns, onsort: (sort) => sorts.push(sort) });
    await userEvent.click(screen.getByRole("button", { name: "Sort by Name" }));
    expect(sorts).toEqual([{ column: "name", descending: false }]);
  });

  test("rows are picked by pointer and by keys", async () => {
    let picked: string[] = [];
    render(VirtualTable<string>, { label: "Things", rows: ITEMS, key, columns, onselect: (keys) => (picked = keys) });
    const user = userEvent.setup();
    await user.click(screen.getByText("item 2"));
    await user.keyboard("{Shift>}");
    await user.click(screen.getByText("item 4"));
    await user.keyboard("{/Shift}{Control>}");
    await user.click(screen.getByText("item 3"));
    await user.keyboard("{/Control}");
    expect(picked).toEqual(["item 2", "item 4"]);
    screen.getByRole("grid", { name: "Things" }).focus();
    await user.keyboard("{ArrowDown}");
    expect(picked).toEqual(["item 4"]);
  });

  test("far down, rows stand in order in elements that were there before", async () => {
    render(VirtualTable<string>, { label: "Things", rows: ITEMS, key, columns });
    const shown = (): HTMLElement[] => screen.getAllByRole("row").slice(1);
    const grid = screen.getByRole("grid");
    grid.scrollTop = 50_000 * 32;
    await fireEvent.scroll(grid);
    const before = new Set(shown());
    grid.scrollTop = 120_000 * 32;
    await fireEvent.scroll(grid);
    const after = shown();
    expect(after.every((row) => before.has(row))).toBe(true);
    const numbers = after.map((row) => Number(row.getAttribute("aria-rowindex")));
    expect(numbers).toEqual(numbers.map((_, idx) => numbers[0]! + idx));
    expect(numbers).toContain(120_002);
    expect(after.map((row) => row.textContent)).toEqual(numbers.map((number) => `item ${number - 2}1 kB`));
  });

  test("a column is made wider by keys", async () => {
    const widths: [string, number][] = [];
    render(VirtualTable<string>, { label: "Things", rows: ITEMS, key, columns, onwidth: (column, px) => widths.push([column, px]) });
    screen.getByRole("separator", { name: "Width of Size" }).focus();
    await userEvent.keyboard("{ArrowRight}");
    expect(widths).toEqual([["size", 96]]);
  });
});
