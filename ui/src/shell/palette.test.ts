import { screen } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import { openWindow, settle } from "../../tests/make";

async function openPalette(words: string): Promise<Awaited<ReturnType<typeof openWindow>>> {
  const made = await openWindow();
  await userEvent.keyboard("{Control>}k{/Control}");
  await settle();
  await userEvent.type(screen.getByRole("combobox"), words);
  await settle();
  return made;
}

test("an action is found and done", async () => {
  const { app } = await openPalette("go timel");
  await userEvent.keyboard("{Enter}");
  await settle();
  expect(app.location.place.view).toBe("timeline");
  expect(app.overlay).toBeNull();
});

test("an entity is found by its name in any script", async () => {
  const { app } = await openPalette("蓝弧桥");
  await userEvent.keyboard("{Enter}");
  await settle();
  expect(app.location.place).toMatchObject({ view: "entity", id: "lanhuqiao" });
});

test("a document is found and read", async () => {
  const { app } = await openPalette("contract-VX");
  await userEvent.keyboard("{Enter}");
  await settle();
  expect(app.location.place.reader?.unit).toBe(1);
});

test.each([
  ["something is chosen", "{Enter}"],
  ["it is left", "{Escape}"],
  ["another dialog takes its place", "{Control>},{/Control}{Escape}"],
])("old words are gone when it opens again after %s", async (_, keys) => {
  await openPalette("go timel");
  expect(screen.getAllByRole("option").length).toBe(1);
  await userEvent.keyboard(keys);
  await settle();
  const field = { name: "Find an action, an entity or a document" };
  expect(screen.queryByRole("combobox", field)).toBeNull();
  await userEvent.keyboard("{Control>}k{/Control}");
  await settle();
  expect(screen.getByRole<HTMLInputElement>("combobox", field).value).toBe("");
  expect(screen.getByRole("option", { name: /^Settings/ })).toBeTruthy();
});

test("nothing found says so", async () => {
  await openPalette("qqqq");
  expect(screen.getByText("Nothing is called “qqqq”.")).toBeTruthy();
});
