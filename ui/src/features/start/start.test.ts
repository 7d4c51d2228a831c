import { screen } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import type { Settings } from "../../api/client";
import { openStart, settle } from "../../../tests/make";

const NOBODY: Settings = { author: null, recents_on: true, ocr_on: true, recents: [], theme: "system", keys: {}, layout: {} };

test("a first run asks once for a name to sign with, and suggests none", async () => {
  let settings = NOBODY;
  const { host } = await openStart({ settings: ({ author }) => (settings = { ...settings, author: author ?? settings.author }) });
  const field = screen.getByRole<HTMLInputElement>("textbox", { name: "Your name or initials" });
  expect(field.value).toBe("");
  await userEvent.type(field, " R. Okafor ");
  await userEvent.click(screen.getByRole("button", { name: "Save" }));
  await settle();
  expect(host.calls.at(-1)).toEqual({ name: "settings", request: { author: "R. Okafor" } });
  expect(screen.queryByRole("textbox", { name: "Your name or initials" })).toBeNull();
});

test("the sample case is one click away", async () => {
  const built = { path: "/cases/johor", name: "Johor servers", documents: 22, citations: 41, entities: 20, links: 14, events: 14, states: {} };
  const { app } = await openStart({ demo: () => built });
  await userEvent.click(screen.getByRole("button", { name: "Try the sample case" }));
  await settle();
  expect(app.case.info?.path).toBe("/cases/johor");
  expect(screen.getByRole("navigation", { name: "Views" })).toBeTruthy();
});

test("a new case gets a name, then a place", async () => {
  const { app, host } = await openStart();
  host.answers.push("/home/r/Tern");
  await userEvent.click(screen.getByRole("button", { name: "New case" }));
  await settle();
  await userEvent.type(screen.getByRole("textbox", { name: "Name of the case" }), "Tern");
  await userEvent.click(screen.getByRole("button", { name: "Choose a place and create" }));
  await settle();
  expect(host.calls).toContainEqual({ name: "new", request: { case: "/home/r/Tern", name: "Tern" } });
  expect(app.case.info?.path).toBe("/home/r/Tern");
});

test("a recent case opens; one that cannot says why and stays listed", async () => {
  const gone = { code: "not_a_case" as const, message: "There is no case at this place.", hint: "", detail: "" };
  await openStart({
    case: () => {
      throw gone;
    },
  });
  await userEvent.click(screen.getByRole("button", { name: /Harbour lanterns/ }));
  await settle();
  expect(screen.getByText("There is no case at this place.")).toBeTruthy();
  expect(screen.getByRole("button", { name: /Harbour lanterns/ })).toBeTruthy();
});

test("a recent case can be forgotten", async () => {
  const { host } = await openStart();
  await userEvent.click(screen.getAllByRole("button", { name: "Forget this case" })[0] as HTMLElement);
  await settle();
  expect(host.calls.at(-1)).toEqual({ name: "settings", request: { forget: ["/cases/johor"] } });
  expect(screen.queryByRole("button", { name: /Johor servers/ })).toBeNull();
});

test("the sample case that cannot be built says so", async () => {
  const full = { code: "no_space" as const, message: "The disk is full.", hint: "Free some space.", detail: "" };
  await openStart({
    demo: () => {
      throw full;
    },
  });
  await userEvent.click(screen.getByRole("button", { name: "Try the sample case" }));
  await settle();
  expect(screen.getByText("The disk is full. Free some space.")).toBeTruthy();
});
