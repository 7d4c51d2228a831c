import { screen, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { describe, expect, test } from "vitest";
import { openWindow, settle } from "../../../tests/make";
import type { EventLine } from "../../api/types";

const drawing = (): HTMLElement => screen.getByRole("application", { name: /^Timeline/ });

describe("the timeline", () => {
  test("arrows go from event to event and say it, Space shows what it rests on, Escape closes that alone", async () => {
    const { app } = await openWindow("#/timeline");
    drawing().focus();
    await userEvent.keyboard("{ArrowRight}{ArrowRight}");
    await settle();
    expect(screen.getByText("19 Feb 2024, Vextorium sells 64 servers to Quillmarrow, Tied to a source")).toBeTruthy();
    await userEvent.keyboard(" ");
    await settle();
    expect(screen.getByRole("dialog", { name: "Vextorium sells 64 servers to Quillmarrow" })).toBeTruthy();
    expect(screen.getByText("Date: 19 February 2024")).toBeTruthy();
    await userEvent.keyboard("{Escape}");
    await settle();
    expect(screen.queryByRole("dialog")).toBeNull();
    expect(app.location.place.reader).toBeUndefined();
  });

  test("where sources disagree, one event shows both dates with their words", async () => {
    await openWindow("#/timeline?event=event-8");
    await new Promise((resolve) => requestAnimationFrame(resolve));
    await settle();
    const card = screen.getByRole("dialog", { name: "Inspectors count 64 chassis" });
    expect(card.textContent).toMatch(/Sources disagree on the date.*5 Nov 2024.*The visit took place on 5 November 2024.*12 Nov 2024.*On Tuesday the 12th of November/s);
  });

  test("events that are folded are listed by Space, walked by arrows and shown by Enter", async () => {
    const events = Array.from({ length: 33 }, (_, n): EventLine => ({
      id: `e${n}`, schema: "Event", title: `Crate ${n + 1} is opened`, date: "2024-11-05", label: "5 Nov 2024", earliest: "2024-11-05", latest: "2024-11-05",
      standing: "documented", conflict: false, supported: false, because: null, dates: [], participants: [], citations: [], sources: [],
    }));
    const { app } = await openWindow("#/timeline", { timeline: () => ({ total: events.length, events }) });
    drawing().focus();
    await userEvent.keyboard("{End}");
    await settle();
    expect(screen.getByText(/^5 Nov 2024, Crate 33 is opened, .*\. One of 3 events close together: Space lists them$/)).toBeTruthy();
    await userEvent.keyboard("{Enter}");
    await settle();
    expect(app.location.place.reader).toBeUndefined();
    const list = screen.getByRole("list", { name: "3 events close together" });
    const line = (n: number): HTMLElement => within(list).getByRole("button", { name: new RegExp(`Crate ${n} is opened`) });
    expect(document.activeElement).toBe(line(33));
    await userEvent.keyboard("{ArrowDown}{ArrowUp}");
    expect(document.activeElement).toBe(line(32));
    await userEvent.keyboard("{Home}");
    expect(document.activeElement).toBe(line(31));
    await userEvent.keyboard("{Escape}");
    await settle();
    expect(screen.queryByRole("dialog")).toBeNull();
    expect(document.activeElement).toBe(drawing());
    await userEvent.keyboard(" ");
    await settle();
    await userEvent.keyboard("{ArrowUp}{Enter}");
    await settle();
    expect(screen.getByRole("dialog", { name: "Crate 32 is opened" })).toBeTruthy();
    expect(document.activeElement).toBe(drawing());
  });

  test("cited lines on a drawn page are pictured beside their words, and what cannot be drawn is left out", async () => {
    await openWindow("#/timeline?event=event-8");
    await new Promise((resolve) => requestAnimationFrame(resolve));
    await settle();
    const pictures = (): HTMLImageElement[] => [...screen.getByRole("dialog").querySelectorAll("img")];
    expect(pictures().length).toBe(1);
    const url = new URL(pictures()[0]!.src, "http://desk");
    expect(url.pathname).toMatch(/\/page\/.+\/1$/);
    expect(url.searchParams.get("box")?.split(",").length).toBe(4);
    expect(pictures()[0]?.parentElement?.getAttribute("aria-hidden")).toBe("true");
    pictures()[0]?.dispatchEvent(new Event("error"));
    await settle();
    expect(pictures()).toEqual([]);
    expect(screen.getByRole("dialog").textContent).toContain("The visit took place on 5 November 2024.");
  });

  test("one of two dates is preferred with a reason, by keyboard alone, and that is taken back", async () => {
    const { host } = await openWindow("#/timeline?event=event-8");
    await new Promise((resolve) => requestAnimationFrame(resolve));
    await settle();
    const card = (): HTMLElement => screen.getByRole("dialog", { name: "Inspectors count 64 chassis" });
    screen.getByRole("button", { name: "Prefer 12 Nov 2024…" }).focus();
    await userEvent.keyboard("{Enter}");
    await settle();
    expect(document.activeElement).toBe(screen.getByRole("textbox", { name: "Because" }));
    await userEvent.keyboard("{Enter}");
    expect(host.calls.some(({ name }) => name === "prefer")).toBe(false);
    await userEvent.keyboard("the pass is stamped{Enter}");
    await settle();
    expect(host.calls.find(({ name }) => name === "prefer")?.request).toEqual({ case: "/cases/johor", fact: "date-8-other", because: "the pass is stamped" });
    expect(card().textContent).toMatch(/Sources disagree on the date.*5 Nov 2024.*12 Nov 2024.*Preferred by R. Okafor: the pass is stamped/s);
    expect(document.activeElement).toBe(card());
    expect(screen.queryByRole("button", { name: "Prefer 12 Nov 2024…" })).toBeNull();

    await userEvent.click(screen.getByRole("button", { name: "Take back that 12 Nov 2024 is preferred" }));
    await settle();
    expect(host.calls.filter(({ name }) => name === "prefer").at(-1)?.request).toEqual({ case: "/cases/johor", fact: "date-8-other", take_back: true });
    expect(card().textContent).not.toMatch(/Preferred/);
  });

  test("Escape closes the form alone, a refusal is said in it, and a single date has nothing to be preferred to", async () => {
    await openWindow("#/timeline?event=event-8", {
      prefer: () => {
        throw { code: "refused", message: "M. Quell prefers this already: the seal.", hint: "", detail: "" };
      },
    });
    await new Promise((resolve) => requestAnimationFrame(resolve));
    await settle();
    await userEvent.click(screen.getByRole("button", { name: "Prefer 5 Nov 2024…" }));
    await userEvent.keyboard("seen{Enter}");
    await settle();
    expect(screen.getByRole("alert").textContent).toBe("M. Quell prefers this already: the seal.");
    await userEvent.keyboard("{Escape}");
    await settle();
    expect(screen.queryByRole("textbox", { name: "Because" })).toBeNull();
    screen.getByRole("dialog", { name: "Inspectors count 64 chassis" });
    drawing().focus();
    await userEvent.keyboard("{ArrowRight}");
    await settle();
    screen.getByRole("dialog", { name: "The servers are taken out of Hall 3" });
    await userEvent.keyboard("{ArrowRight}");
    await settle();
    screen.getByRole("dialog", { name: "Four containers leave for Hong Kong" });
    expect(screen.queryByRole("button", { name: /^Prefer/ })).toBeNull();
  });

  test("filters are in the address and asked of the desk", async () => {
    const { host, app } = await openWindow("#/timeline?who=desk&from=2024-11&q=chassis");
    expect(host.calls.find(({ name }) => name === "timeline")?.request).toEqual({ case: "/cases/johor", entity: ["desk"], from: "2024-11" });
    expect(screen.getByText(/^3 of 14 events$/)).toBeTruthy();
    await userEvent.click(screen.getByRole("button", { name: "Clear the filters" }));
    await settle();
    expect(app.location.place.query).toEqual({});
  });

  test("a file holds what the filters leave", async () => {
    const { host } = await openWindow("#/timeline?who=desk&from=2024-11&q=chassis&source=HERON&as=table");
    host.answers.push("/out/timeline.svg");
    await userEvent.click(screen.getByRole("button", { name: "Export" }));
    await settle();
    await userEvent.click(screen.getByRole("menuitem", { name: /SVG/ }));
    await settle();
    expect(host.calls.at(-1)).toEqual({
      name: "timeline",
      request: { case: "/cases/johor", entity: ["desk"], source: "HERON", text: "chassis", from: "2024-11", svg: "/out/timeline.svg", force: true },
    });
  });

  test("a date that is none is said beside its field", async () => {
    await openWindow("#/timeline?from=sometime", {
      timeline: () => {
        throw { code: "usage", message: "sometime is not a date.", hint: "Dates are written 2025-03-04.", detail: "" };
      },
    });
    expect(screen.getByRole("alert").textContent).toBe("sometime is not a date. Dates are written 2025-03-04.");
    expect(screen.getByRole("textbox", { name: "From" }).getAttribute("aria-invalid")).toBe("true");
    expect(screen.getByRole("textbox", { name: "To" }).getAttribute("aria-invalid")).toBeNull();
  });

  test("the same events stand in a table, and go to a file", async () => {
    const { host } = await openWindow("#/timeline?as=table");
    expect(screen.getByRole("grid", { name: "Timeline" }).getAttribute("aria-rowcount")).toBe("15");
    host.answers.push("/out/timeline.csv");
    await userEvent.click(screen.getByRole("button", { name: "Export" }));
    await settle();
    await userEvent.click(screen.getByRole("menuitem", { name: /CSV/ }));
    await settle();
    expect(host.calls.at(-1)).toEqual({ name: "timeline", request: { case: "/cases/johor", csv: "/out/timeline.csv", force: true } });
  });
});
