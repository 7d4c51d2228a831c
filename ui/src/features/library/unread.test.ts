import { screen, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { describe, expect, test } from "vitest";
import { openWindow, settle } from "../../../tests/make";

describe("what could not be read", () => {
  test("is told by reason, with what it means and what can be done, and leads to the files", async () => {
    const { app } = await openWindow("#/library?tab=unread");
    const locked = screen.getByRole("region", { name: "Locked with a password" });
    expect(locked.textContent).toContain("What can be done");
    // How many files there are is said once.
    expect(within(locked).getByRole("listitem").textContent?.trim()).toBe("locked by a password");
    expect(within(locked).queryByRole("button", { name: "Read again" })).toBeNull();
    await userEvent.click(within(locked).getByRole("button", { name: "Add a password…" }));
    await settle();
    expect(screen.getByRole("dialog", { name: "Passwords of this case" })).toBeTruthy();
    await userEvent.keyboard("{Escape}");
    await settle();
    await userEvent.click(within(locked).getByRole("button", { name: /file/ }));
    await settle();
    expect(app.location.place.query).toMatchObject({ tab: "ledger", state: "encrypted" });
  });

  test("offers to read again, by state, and to read pictures", async () => {
    const { host } = await openWindow("#/library?tab=unread", { retry: () => ({ found: 0, added: 0, same: 0, known: 0, erased_before: 0, states: {}, bytes: 0, seconds: 1, unreadable: 0, waiting: 0, stopped: false, citations: { in_place: 0, moved: 0, lost: 0, no_source: 0 }, problems: [] }) });
    await userEvent.click(within(screen.getByRole("region", { name: "Damaged" })).getByRole("button", { name: "Read again" }));
    await settle();
    expect(host.calls.find(({ name }) => name === "retry")?.request).toMatchObject({ state: "corrupt" });
    await userEvent.click(within(screen.getByRole("region", { name: "Pictures of text" })).getByRole("button", { name: "Read the words on the pictures" }));
    await settle();
    expect(host.calls.some(({ name }) => name === "ocr")).toBe(true);
  });

  test("goes to a text file, and says what each kind of file took", async () => {
    const { app, host } = await openWindow("#/library?tab=unread");
    host.answers.push("/out/unread.txt");
    await userEvent.click(screen.getByRole("button", { name: "Export as text" }));
    await settle();
    expect(host.calls.some(({ name, request }) => name === "ledger" && "text" in request && request.text === "/out/unread.txt")).toBe(true);
    expect(app.toasts.list.at(-1)?.text).toContain("/out/unread.txt");
    expect(within(screen.getByRole("region", { name: "By kind of file" })).getAllByRole("row").length).toBeGreaterThan(3);
  });
});
