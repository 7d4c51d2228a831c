import { screen, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { describe, expect, test } from "vitest";
import { openWindow, settle } from "../../../../tests/make";
import { sampleDocuments } from "../../../host/fixtures/documents";
import type { Handlers } from "../../../host/memory";

const documents = sampleDocuments(0);
const idOf = (path: string): string => documents.find(({ line }) => line.paths.includes(path))?.line.id ?? "";

/** Opens a document with what is known of it beside. */
async function beside(path: string, handlers: Handlers = {}): Promise<Awaited<ReturnType<typeof openWindow>>> {
  const made = await openWindow(`#/library?doc=${idOf(path)}&unit=1`, handlers);
  await settle();
  await userEvent.click(screen.getByRole("button", { name: /About this document/ }));
  await settle();
  return made;
}

describe("what is like a document", () => {
  test("stands beside it, with how much is the same, and opens", async () => {
    const { app } = await beside("inspection-report-2024-118.pdf");
    const section = screen.getByRole("region", { name: "Nearly the same" });
    expect(section.textContent).toContain("87 %");
    await userEvent.click(within(section).getByRole("button", { name: "inspection-follow-up-2025-009.pdf" }));
    await settle();
    expect(app.location.place.reader?.document).toBe(idOf("inspection-follow-up-2025-009.pdf"));
  });

  test("is not spoken of where there is nothing", async () => {
    await beside("contract-VX-2024-0219.pdf");
    expect(screen.queryByRole("region", { name: "Nearly the same" })).toBeNull();
  });

  test("what was not compared yet is said, and can be compared", async () => {
    let behind = 412;
    const { host } = await beside("contract-VX-2024-0219.pdf", {
      similar: ({ doc }) => {
        if (!doc) behind = 0;
        return { of: doc ?? null, too_short: false, total: 0, documents: [], groups: [], behind, quarantined: 0 };
      },
    });
    const section = screen.getByRole("region", { name: "Nearly the same" });
    expect(section.textContent).toContain("412 documents were not compared yet.");
    await userEvent.click(within(section).getByRole("button", { name: "Compare" }));
    await settle();
    expect(host.calls.filter(({ name, request }) => name === "similar" && !("doc" in request))).toHaveLength(1);
    expect(screen.queryByRole("region", { name: "Nearly the same" })).toBeNull();
  });
});

describe("the conversation of a message", () => {
  test("lists its messages and names those that are not here", async () => {
    const { app } = await beside("mail/04-empty-chassis.eml");
    const section = screen.getByRole("region", { name: "Conversation" });
    expect(section.querySelector("[aria-current]")).toBeTruthy();
    expect(section.textContent).toContain("1 message of this conversation is not in this case:");
    expect(section.textContent).toContain("lost@heron.example");
    const other = within(section).getAllByRole<HTMLButtonElement>("button").find(({ disabled }) => !disabled);
    if (other) await userEvent.click(other);
    await settle();
    expect(app.location.place.reader?.document).not.toBe(idOf("mail/04-empty-chassis.eml"));
  });

  test("copies of a message are listed where it was found", async () => {
    await beside("mail/07-booking.eml");
    expect(screen.getByText("The same message is also in 1 other place:")).toBeTruthy();
    expect(screen.getByRole("button", { name: "mailbox.mbox//mail/07-booking.eml" })).toBeTruthy();
  });

  test("other documents have none", async () => {
    const { host } = await beside("contract-VX-2024-0219.pdf");
    expect(screen.queryByRole("region", { name: "Conversation" })).toBeNull();
    expect(host.calls.some(({ name }) => name === "conversation")).toBe(false);
  });
});

describe("languages", () => {
  test("a page in another language than its document says so", async () => {
    const id = idOf("contract-VX-2024-0219.pdf");
    await beside("contract-VX-2024-0219.pdf", {
      unit: () => ({ document: id, unit: 1, units: 1, kind: "page", label: "p. 1", text: "附件", engine: "", by_ocr: false, waits: false, doubtful: [], unread: [], quality: null, language: "zh", page: [595, 842], boxes: [], table: null, cited: [] }),
    });
    expect(screen.getByRole("region", { name: "What is known of the document" }).textContent).toContain("English; this page: Chinese");
  });
});

describe("dates", () => {
  test("every date that speaks of a document says whence it is", async () => {
    await beside("mail/04-empty-chassis.eml");
    const about = screen.getByRole("region", { name: "About this document" }).textContent;
    expect(about).toContain("sent, by its header");
    expect(about).toContain("of the file, by the disk");
  });
});

describe("where a saved page is from", () => {
  const PAGE = documents.find(({ line }) => line.kind === "html")?.line.paths[0] ?? "";

  test("is asked where the page does not say it", async () => {
    const { host } = await beside(PAGE, {
      address: ({ doc, url }) => {
        if (!url?.includes("://")) throw { code: "usage", message: `${url} is no address of a page.`, hint: null, detail: null };
        return { document: doc, address: url, saved_at: null };
      },
    });
    const section = screen.getByRole("region", { name: "Where the page is from" });
    await userEvent.click(within(section).getByRole("button", { name: "Say where it is from" }));
    await userEvent.type(within(section).getByLabelText("Address"), "news.example.org");
    await userEvent.click(within(section).getByRole("button", { name: "Save" }));
    await settle();
    expect(within(section).getByRole("alert").textContent).toContain("is no address of a page");
    await userEvent.clear(within(section).getByLabelText("Address"));
    await userEvent.type(within(section).getByLabelText("Address"), "https://news.example.org/1");
    await userEvent.type(within(section).getByLabelText("Saved on"), "2025-03-04{Enter}");
    await settle();
    const last = host.calls.filter(({ name }) => name === "address").at(-1);
    expect(last?.request).toMatchObject({ url: "https://news.example.org/1", saved_at: "2025-03-04" });
    expect(within(section).queryByLabelText("Address")).toBeNull();
  });

  test("is not asked of other documents", async () => {
    await beside("contract-VX-2024-0219.pdf");
    expect(screen.queryByRole("region", { name: "Where the page is from" })).toBeNull();
  });
});
