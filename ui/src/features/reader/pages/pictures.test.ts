import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Pictures } from "./pictures";

class Pretended {
  static made: Pretended[] = [];
  isConnected = false;
  src = "";
  onload: () => void = () => undefined;
  onerror: () => void = () => undefined;

  constructor() {
    Pretended.made.push(this);
  }
}

beforeEach(() => {
  Pretended.made = [];
  vi.stubGlobal("Image", Pretended);
});
afterEach(() => vi.unstubAllGlobals());

test("what was asked for ahead is the element that is shown: it is not loaded again", () => {
  const pictures = new Pictures();
  const ahead = pictures.ask("doc:1");
  expect(pictures.ask("doc:1")).toBe(ahead);
  expect(Pretended.made.length).toBe(1);
});

test("an element that is shown already is not taken from where it is", () => {
  const pictures = new Pictures();
  const { image } = pictures.ask("doc:1");
  (image as unknown as Pretended).isConnected = true;
  expect(pictures.ask("doc:1").image).not.toBe(image);
});

test("a picture that did not come is asked for anew", async () => {
  const pictures = new Pictures();
  const { image, ready } = pictures.ask("doc:1");
  (image as unknown as Pretended).onerror();
  await expect(ready).rejects.toThrow();
  expect(pictures.ask("doc:1").image).not.toBe(image);
});

test("of those that wait to be shown the oldest go", () => {
  const pictures = new Pictures();
  const first = pictures.ask("doc:0");
  for (let n = 1; n <= 4; n++) pictures.ask(`doc:${n}`);
  expect(pictures.ask("doc:0")).not.toBe(first);
  expect(Pretended.made.length).toBe(6);
});
