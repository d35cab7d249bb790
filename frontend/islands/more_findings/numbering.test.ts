// @vitest-environment jsdom
import { expect, test } from "vitest";
import { numbered } from "./numbering.ts";

function blank(): DocumentFragment {
  const template = document.createElement("template");
  template.innerHTML =
    '<section><h2 class="card-title">A finding __</h2>' +
    '<label for="id_f__-words">What</label><input id="id_f__-words" name="f__-words"></section>';
  return template.content;
}

test("a new finding has names of its own and the next number", () => {
  const made = numbered(blank(), 3);
  expect(made.querySelector("input")?.name).toBe("f3-words");
  expect(made.querySelector("label")?.htmlFor).toBe(made.querySelector("input")?.id);
  expect(made.querySelector("h2")?.textContent).toBe("A finding 4");
});

test("the blank one stays blank", () => {
  const content = blank();
  numbered(content, 3);
  expect(content.querySelector("input")?.name).toBe("f__-words");
});
