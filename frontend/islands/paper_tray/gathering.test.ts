// @vitest-environment jsdom
import { beforeEach, expect, it } from "vitest";
import { gathered } from "./gathering.ts";

const file = (name: string, size = 1000, lastModified = 1) => ({ name, size, lastModified });

beforeEach(() => {
  document.documentElement.lang = "en";
});

it("keeps what lies there and adds what is brought, none twice", () => {
  const { files, refusal } = gathered([file("a.jpg")], [file("b.jpg"), file("a.jpg")]);
  expect(files.map((each) => each.name)).toEqual(["a.jpg", "b.jpg"]);
  expect(refusal).toBe("");
});

it("takes two photos of one camera that bear one name", () => {
  expect(gathered([file("image.jpg", 1000, 1)], [file("image.jpg", 1000, 2)]).files).toHaveLength(2);
});

it("names what is too large or empty and takes the others", () => {
  const { files, refusal } = gathered([], [file("big.pdf", 20 * 2 ** 20 + 1), file("b.jpg")]);
  expect(files.map((each) => each.name)).toEqual(["b.jpg"]);
  expect(refusal).toContain("big.pdf");
  expect(gathered([], [file("none.jpg", 0)]).refusal).toContain("none.jpg");
});

it("takes no more than a form does", () => {
  const many = Array.from({ length: 22 }, (_, at) => file(`${at}.jpg`));
  const { files, refusal } = gathered([], many);
  expect(files).toHaveLength(20);
  expect(refusal).toContain("20");
});
