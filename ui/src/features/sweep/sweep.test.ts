import { screen, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { describe, expect, test } from "vitest";
import { openWindow, settle } from "../../../tests/make";
import type { DeskError, JobEvent, SweepAnswer, SweepsAnswer } from "../../api/client";
import { sampleSweeps } from "../../host/fixtures/sweep";

const ID = "0192f1c4-aaaa-7000-8000-000000000001";
const names = (): string[] => screen.getAllByRole("row").slice(1).map((row) => row.querySelector("[role=gridcell] > span[dir]")?.textContent ?? "");
const none = { "sweep list": () => ({ sweeps: [] }) };

describe("a list of names", () => {
  test("is asked for, looked for with its options, and shown", async () => {
    const { app, host } = await openWindow("#/sweep", none);
    await userEvent.click(screen.getByRole("button", { name: "New list" }));
    await settle();
    await userEvent.click(screen.getByRole("radio", { name: "Pasted" }));
    await userEvent.click(screen.getByRole("button", { name: "Look for them" }));
    expect(screen.getByText("Choose where the names come from.")).toBeTruthy();
    await userEvent.type(screen.getByRole("textbox", { name: "Names" }), "Kestrel Compute\n叠鹭贸易");
    await userEvent.click(screen.getByRole("switch", { name: "Also one letter off" }));
    await userEvent.click(screen.getByRole("button", { name: "Look for them" }));
    await settle();
    expect(host.calls.find(({ name }) => name === "sweep")?.request).toEqual({ case: "/cases/johor", text: "Kestrel Compute\n叠鹭贸易", fuzzy: true, transliterate: true, watch: false });
    expect(app.location.place).toMatchObject({ view: "sweep", id: ID });
    expect(screen.getByText("6 of 12 names found")).toBeTruthy();
  });

  test("that cannot be read says why, and the form stays", async () => {
    const error: DeskError = { code: "usage", message: "The list has no column Owner.", hint: "Its columns are: No, Company", detail: "" };
    const { host } = await openWindow("#/sweep?new=1", { ...none, sweep: () => Promise.reject(error as unknown as Error) });
    host.answers.push(["/lists/suppliers.xlsx"]);
    await userEvent.click(screen.getByRole("button", { name: "Choose a file" }));
    await settle();
    await userEvent.click(screen.getByRole("button", { name: "Look for them" }));
    await settle();
    expect(screen.getByRole("alert").textContent).toContain("Its columns are: No, Company");
    expect(screen.getByRole("button", { name: "Look for them" })).toBeTruthy();
  });

  test("shows what is different first; filters and order are in the address", async () => {
    const { app } = await openWindow(`#/sweep/${ID}`);
    expect(screen.getByRole("button", { name: "Different 5" }).getAttribute("aria-pressed")).toBe("true");
    await userEvent.click(screen.getByRole("button", { name: "Found 6" }));
    await settle();
    expect(names()).toHaveLength(6);
    await userEvent.click(screen.getByRole("button", { name: "Sort by Name" }));
    await settle();
    expect(app.location.place.query).toMatchObject({ only: "found", sort: "name" });
    expect(names()[0]).toBe("Harbour Lantern Pte. Ltd.");
    await userEvent.type(screen.getByRole("searchbox", { name: "Name" }), "الرشيد");
    await settle();
    expect(names()).toEqual(["محمد الرشيد"]);
  });

  test("Escape comes back to the list of lists, at the list that was open", async () => {
    const { app } = await openWindow("#/search");
    app.location.go({ view: "sweep" });
    await settle();
    const line = (): HTMLElement => within(screen.getByRole("list", { name: "Your lists" })).getAllByRole("button")[0] as HTMLElement;
    line().focus();
    await userEvent.keyboard("{Enter}");
    await settle();
    expect(app.location.place.id).toBe(ID);
    await userEvent.keyboard("{Escape}");
    await settle();
    expect(app.location.place).toEqual({ view: "sweep", query: {} });
    expect(document.activeElement).toBe(line());
    await userEvent.keyboard("{Escape}");
    await settle();
    expect(app.location.place.view).toBe("search");
  });

  test("opens the search with a name, in the way it was found", async () => {
    const { app } = await openWindow(`#/sweep/${ID}?only=found`);
    screen.getByRole("grid").focus();
    await userEvent.keyboard("{ArrowDown}{ArrowDown}");
    await settle();
    const ways = screen.getByRole("group", { name: "Hits of 叠鹭贸易有限公司" });
    expect(within(ways).getAllByRole("button").map((button) => button.textContent.trim())).toEqual(["As typed 4", "Its words 4", "One letter off 4", "Other scripts 7"]);
    await userEvent.click(within(ways).getByRole("button", { name: "Other scripts 7" }));
    expect(app.location.place).toMatchObject({ view: "search", query: { q: 'translit:"叠鹭贸易有限公司"' } });
    app.location.back();
    await settle();
    screen.getByRole("grid").focus();
    await userEvent.keyboard("{ArrowDown}{Enter}");
    expect(app.location.place).toMatchObject({ view: "search", query: { q: '"Kestrel Compute Sdn Bhd"' } });
  });

  test("says which rows were passed over and what could not be looked into", async () => {
    const show = sampleSweeps(0)["sweep show"] as unknown as () => SweepAnswer;
    await openWindow(`#/sweep/${ID}`, { "sweep show": () => ({ ...show(), waiting: 4 }) });
    expect(screen.getByText("4 pages wait to be read off their pictures")).toBeTruthy();
    expect(screen.getByText("3 documents could not be read, or not fully")).toBeTruthy();
    await userEvent.click(screen.getByRole("button", { name: "2 rows were passed over" }));
    await settle();
    expect(screen.getByText("Row 14: the same name stands in row 2")).toBeTruthy();
  });

  test("is looked for again, watched, exported and removed", async () => {
    const { app, host } = await openWindow(`#/sweep/${ID}`);
    await userEvent.click(screen.getByRole("button", { name: "Look again" }));
    await settle();
    expect(host.calls.find(({ name }) => name === "sweep again")?.request).toMatchObject({ id: ID, all: true });
    await userEvent.click(screen.getByRole("button", { name: "Tell when new material has any of these names" }));
    await settle();
    expect(screen.getByRole("button", { name: "No longer tell about new material" }).getAttribute("aria-pressed")).toBe("true");
    host.answers.push("/out/names.csv");
    await userEvent.click(screen.getByRole("button", { name: "Export" }));
    await settle();
    expect(host.calls.findLast(({ name }) => name === "sweep show")?.request).toMatchObject({ csv: "/out/names.csv", force: true });
    await userEvent.click(screen.getByRole("button", { name: "Remove this list" }));
    await settle();
    await userEvent.click(within(screen.getByRole("dialog")).getByRole("button", { name: "Remove this list" }));
    await settle();
    expect(app.location.place).toMatchObject({ view: "sweep" });
    expect(app.location.place.id).toBeUndefined();
    expect(screen.getByText(/Look for a whole list of names at once/)).toBeTruthy();
  });

  test("shows how far it is, and can be stopped without a word of trouble", async () => {
    let stopped = false;
    const never = (_: unknown, tell: (event: never) => void, stop: AbortSignal): Promise<SweepAnswer> => {
      setTimeout(() => tell({ event: "progress", doing: "sweeping", done: 400, total: 1000, bytes: 0, total_bytes: 0, problems: 0, elapsed_ms: 2000, current: "" } as never));
      return new Promise((_resolve, reject) => stop.addEventListener("abort", () => ((stopped = true), reject({ code: "stopped", message: "", hint: "", detail: "" } as never))));
    };
    await openWindow(`#/sweep/${ID}`, { ...sampleSweeps(0), "sweep again": never as never });
    await userEvent.click(screen.getByRole("button", { name: "Look again" }));
    await settle();
    const running = screen.getByRole("region", { name: "Looking for the names" });
    expect(within(running).getByText("200 documents/s")).toBeTruthy();
    await userEvent.click(within(running).getByRole("button", { name: "Stop" }));
    await settle();
    expect(stopped).toBe(true);
    expect(screen.queryByRole("region", { name: "Looking for the names" })).toBeNull();
    expect(screen.queryByRole("alert")).toBeNull();
  });
});

describe("new material with names of a list that is watched", () => {
  const TOLD = { sweep: ID, list: "Suppliers of the tender", names: ["Oriel Freight", "Bluegate Holdings"], n: 3 };
  const SAID = "“Suppliers of the tender”: new material has Oriel Freight, Bluegate Holdings and 1 more.";
  /** The lists of the case, of which one has names that were told. */
  function watched(): ReturnType<typeof sampleSweeps> {
    const sweeps = sampleSweeps(0);
    const show = sweeps["sweep show"] as unknown as () => SweepAnswer;
    const list = sweeps["sweep list"] as unknown as () => SweepsAnswer;
    return {
      ...sweeps,
      "sweep show": () => ({ ...show(), watch: true, news: ["Oriel Freight", "Bluegate Holdings", "Talverton Shipping"] }),
      "sweep list": () => ({ sweeps: list().sweeps.map((head) => ({ ...head, watch: true, news: 3 })) }),
    };
  }

  test("is told when the case is opened, and leads to the list and to the hits", async () => {
    const news = (_: unknown, tell: (event: JobEvent) => void): { told: (typeof TOLD)[] } => (tell({ event: "named", ...TOLD }), { told: [TOLD] });
    const { app, host } = await openWindow("", { ...watched(), "sweep news": news });
    expect(host.calls.filter(({ name }) => name === "sweep news").map(({ request }) => request)).toEqual([{ case: "/cases/johor" }]);
    const toast = screen.getByText(SAID).closest<HTMLElement>(".toast");
    if (!toast) throw new Error("no toast");
    await userEvent.click(within(toast).getByRole("button", { name: "Show" }));
    await settle();
    expect(app.location.place).toMatchObject({ view: "sweep", id: ID });
    const names = within(screen.getByRole("group", { name: "New material since then has" }));
    expect(names.getAllByRole("button").map((button) => button.textContent.trim())).toEqual(["Oriel Freight", "Bluegate Holdings", "Talverton Shipping"]);
    await userEvent.click(names.getByRole("button", { name: "Bluegate Holdings" }));
    expect(app.location.place).toMatchObject({ view: "search", query: { q: '"Bluegate Holdings"' } });
  });

  test("is told by whatever takes it in, and counted in the list of lists at once", async () => {
    let sweeps = sampleSweeps(0);
    const list = (): SweepsAnswer => (sweeps["sweep list"] as unknown as () => SweepsAnswer)();
    const { host } = await openWindow("#/sweep", { ...sampleSweeps(0), "sweep list": list });
    expect(screen.queryByText("3 new")).toBeNull();
    sweeps = watched();
    host.emit({ kind: "job", job: 77, event: { event: "named", ...TOLD } });
    await settle();
    expect(screen.getByText(SAID)).toBeTruthy();
    expect(within(screen.getByRole("list", { name: "Your lists" })).getByText("3 new")).toBeTruthy();
  });

  test("is looked through in sight and can be stopped without a word of trouble", async () => {
    let stopped = false;
    const never = (_: unknown, tell: (event: JobEvent) => void, stop: AbortSignal): Promise<never> => {
      setTimeout(() => tell({ event: "progress", doing: "sweeping", done: 1, total: 9, bytes: 0, total_bytes: 0, problems: 0, elapsed_ms: 20, current: "" }));
      return new Promise((_resolve, reject) => stop.addEventListener("abort", () => ((stopped = true), reject({ code: "stopped", message: "", hint: "", detail: "" } as never))));
    };
    const { app } = await openWindow("", { ...watched(), "sweep news": never as never });
    const [running] = app.jobs.running;
    expect(running?.title).toBe("Looking through new material");
    app.jobs.stop(running?.id ?? 0);
    await settle();
    expect([stopped, app.jobs.running.length, app.toasts.list.length]).toEqual([true, 0, 0]);
  });
});
