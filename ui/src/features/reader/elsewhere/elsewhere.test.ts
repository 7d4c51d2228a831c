import { screen, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import { openWindow, settle } from "../../../../tests/make";
import { sampleDocuments } from "../../../host/fixtures/documents";
import { copyName } from "./copying";

const MAIL = "mail/04-empty-chassis.eml";
const id = sampleDocuments(0).find(({ line }) => line.paths.includes(MAIL))?.line.id ?? "";

async function openDialog(): Promise<Awaited<ReturnType<typeof openWindow>> & { dialog: HTMLElement }> {
  const made = await openWindow(`#/library?doc=${id}&unit=1`);
  await settle();
  screen.getByRole("complementary", { name: "Reader" }).querySelector<HTMLElement>("[role=region]")?.focus();
  await userEvent.keyboard("{Control>}{Shift>}o{/Shift}{/Control}");
  await settle();
  return { ...made, dialog: screen.getByRole("dialog", { name: "Open elsewhere" }) };
}

test("a safe copy is what is offered first; it is saved where one chose, and may be opened", async () => {
  const { host, dialog } = await openDialog();
  expect(within(dialog).getByRole<HTMLInputElement>("radio", { name: "A safe copy" }).checked).toBe(true);
  host.answers.push("/tmp/copy.txt");
  await userEvent.keyboard("{Tab}{Tab}{Enter}");
  await settle();
  expect(host.calls.filter(({ name }) => name === "copy").map(({ request }) => request)).toMatchObject([{ doc: id, out: "/tmp/copy.txt", original: false, force: true }]);
  await userEvent.click(screen.getByRole("button", { name: "Open" }));
  expect(host.opened).toEqual(["/tmp/copy.txt"]);
});

test("the original comes with what it may contact, and is shown in its folder, never opened", async () => {
  const { host, dialog } = await openDialog();
  await userEvent.click(within(dialog).getByRole("radio", { name: "The original file" }));
  expect(dialog.textContent).toMatch(/may contact|No address was found in it/);
  host.answers.push("/tmp/04-empty-chassis.eml");
  await userEvent.click(within(dialog).getByRole("button", { name: "Save the original…" }));
  await settle();
  expect(host.calls.find(({ name }) => name === "copy")?.request).toMatchObject({ original: true });
  expect(screen.queryByRole("button", { name: "Open" })).toBeNull();
  expect(screen.getByRole("button", { name: "Show in folder" })).toBeTruthy();
});

test("nothing is written when no place is chosen", async () => {
  const { host, dialog } = await openDialog();
  host.answers.push(null);
  await userEvent.click(within(dialog).getByRole("button", { name: "Save a safe copy…" }));
  await settle();
  expect(host.calls.some(({ name }) => name === "copy")).toBe(false);
});

test("a copy is never called as the original is", () => {
  expect(copyName("box.zip//old/offer.v2.docx", "words")).toBe("offer.v2 (safe copy).txt");
  expect(copyName("leak/采购合同.pdf", "pages")).toBe("采购合同 (safe copy).pdf");
  expect(copyName("leak/.hidden", "words")).toBe(".hidden (safe copy).txt");
  expect(copyName("box.zip//old/offer.v2.docx", "original")).toBe("offer.v2.docx");
});
