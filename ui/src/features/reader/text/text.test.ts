import { describe, expect, test } from "vitest";
import type { UnitPage } from "../../../api/client";
import { blocks, mailParts, tabStop, times, within } from "./blocks";
import { gridOf, letterOf, wordsOf } from "./grid";

const MAIL = "From: 骆霁桥 <luo@lanhuqiao.example>\nTo: iqv@quillmarrow.example\nSubject: 款项 😀\n\n您好，\n\n款项已付。\n> earlier: words";

describe("blocks", () => {
  test("every block is its run of the text", () => {
    const text = "😀 Title\n\nFirst line\nsecond line.\n \n\nLast";
    const made = blocks(text);
    expect(made.map((b) => b.text)).toEqual(["😀 Title", "First line\nsecond line.", "Last"]);
    for (const { start, end, text: words } of made) expect([...text].slice(start, end).join("")).toBe(words);
  });

  test("a mail's head and body stand where they stood", () => {
    const { head, body } = mailParts(MAIL);
    expect(head.map(({ name, value }) => [name, value.text])).toEqual([
      ["From", "骆霁桥 <luo@lanhuqiao.example>"],
      ["To", "iqv@quillmarrow.example"],
      ["Subject", "款项 😀"],
    ]);
    for (const { start, end, text } of [...head.map(({ value }) => value), ...body]) expect([...MAIL].slice(start, end).join("")).toBe(text);
    expect(body.map((b) => b.text)).toEqual(["您好，", "款项已付。\n> earlier: words"]);
  });

  test("a body without a head is a body", () => {
    expect(mailParts("Dear all,\n\nFrom: x")).toMatchObject({ head: [], body: [{ start: 0 }, { start: 11 }] });
  });

  test("the document's title is a heading where it stands", () => {
    const looks = blocks("The Semaphore\n\nServers turned up\n\n> said\n\nBody", 0, "Servers turned up | The Semaphore").map((b) => b.look);
    expect(looks).toEqual(["paragraph", "heading", "quote", "paragraph"]);
  });

  test("tabs stop so far apart that no cell but a line's last reaches into the next column", () => {
    expect(tabStop("Night\tRows\tCrates\n18 November\t12 and 13\t16")).toBe(8);
    expect(tabStop("深圳蓝弧桥\t64")).toBeGreaterThan(5);
    expect(tabStop(`${"long ".repeat(40)}\tend`)).toBe(18);
  });

  test("the times of a transcript are told from its words", () => {
    const [block] = blocks("00:00:01–00:00:06 箱子🚢\nat 00:00:01–00:00:06 \n01:00:14–01:00:19 Gone.");
    if (!block) throw new Error("no block");
    expect(times(block).map(([start, end]) => [...block.text].slice(start, end).join(""))).toEqual(["00:00:01–00:00:06", "01:00:14–01:00:19"]);
  });

  test("runs are counted from the block", () => {
    const [, second] = blocks("one\n\ntwo three");
    if (!second) throw new Error("no block");
    expect(within(second, [{ span: [0, 8], kind: "a" }, { span: [9, 99], kind: "b" }, { span: [0, 3], kind: "c" }])).toEqual([
      { span: [0, 3], kind: "a" },
      { span: [4, 9], kind: "b" },
    ]);
  });
});

describe("a sheet", () => {
  const unit = { text: "提单号\t件数\nMK-1\t40\n😀\t1,771", table: { sheet: "", first_row: 1, rows: 3, header: ["提单号", "件数"], header_row: 1, header_chosen: false, raw: [] } } as unknown as UnitPage;
  const grid = gridOf(unit);
  test("names its columns once", () => {
    expect(grid.rows.map(({ number, span }) => [number, span])).toEqual([
      [2, [7, 14]],
      [3, [15, 22]],
    ]);
    expect(grid.numeric).toEqual([false, true]);
  });
  test("keeps its titles, and the row below them that names the columns", () => {
    const below = gridOf({ text: "Imports\n提单号\t件数\nMK-1\t40", table: { ...unit.table, header_row: 2 } } as unknown as UnitPage);
    expect(below.rows.map(({ number }) => number)).toEqual([1, 2, 3]);
  });
  test("its words are copied as they stand", () => {
    expect(wordsOf(grid, [3], [])).toBe("😀\t1,771");
    expect(wordsOf(grid, [2, 3], [1])).toBe("40\n1,771");
  });
  test("columns have letters", () => {
    expect([0, 25, 26, 701, 702].map(letterOf)).toEqual(["A", "Z", "AA", "ZZ", "AAA"]);
  });
});
