import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Pictures } from "./pictures";

class Pretended {
  static made: Pretended[] = [];
  src = "";
  onload: () => void = () => undefined;
  onerror: () => void = () => undefined;

  constructor() {
    Pretended.made.push(this);
  }

  removeAttribute(name: "src"): void {
    this[name] = "";
  }
}

/** The addresses whose pixels are held. */
const held = (): string[] => Pretended.made.map(({ src }) => src).filter(Boolean);

beforeEach(() => {
  Pretended.made = [];
  vi.stubGlobal("Image", Pretended);
});
afterEach(() => vi.unstubAllGlobals());

test("what was asked for ahead is the element that is shown: it is not loaded again", () => {
  const pictures = new Pictures();
  pictures.ahead("doc:1");
  pictures.ahead("doc:1");
  expect(pictures.take("doc:1").image).toBe(Pretended.made[0]);
  expect(Pretended.made.length).toBe(1);
});

test("what is shown is not loaded ahead, and not taken from where it is", () => {
  const pictures = new Pictures();
  const { image } = pictures.take("doc:1");
  pictures.ahead("doc:1");
  expect(Pretended.made.length).toBe(1);
  expect(pictures.take("doc:1").image).not.toBe(image);
});

test("a picture that did not come is asked for anew", async () => {
  const pictures = new Pictures();
  pictures.ahead("doc:1");
  Pretended.made[0]!.onerror();
  const asked = pictures.take("doc:1");
  expect(Pretended.made.length).toBe(2);
  Pretended.made[1]!.onerror();
  await expect(asked.ready).rejects.toThrow();
});

test("of those that wait to be shown the oldest go, and their pixels with them", () => {
  const pictures = new Pictures();
  for (let n = 0; n < 40; n++) pictures.ahead(`doc:${n}`);
  expect(held()).toEqual(["doc:36", "doc:37", "doc:38", "doc:39"]);
  pictures.take("doc:0");
  expect(Pretended.made.length).toBe(41);
});

test("however many pages are turned, the pixels of those given back are held no more", () => {
  const pictures = new Pictures();
  let before = pictures.take("doc:0");
  for (let n = 1; n < 40; n++) {
    pictures.ahead(`doc:${n}`);
    const now = pictures.take(`doc:${n}`);
    pictures.giveBack(before);
    before = now;
  }
  expect(held()).toEqual(["doc:39"]);
});

test("what is given back twice stays with who has taken it since", () => {
  const pictures = new Pictures();
  const first = pictures.take("doc:1");
  pictures.giveBack(first);
  const second = pictures.take("doc:1");
  pictures.giveBack(first);
  expect(second.image.src).toBe("doc:1");
  expect(held()).toEqual(["doc:1"]);
});
