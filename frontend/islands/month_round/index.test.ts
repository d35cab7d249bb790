// @vitest-environment jsdom
import { beforeEach, expect, it } from "vitest";
import "./index.ts";

const clicked: string[] = [];

beforeEach(() => {
  clicked.length = 0;
  document.body.innerHTML = `
    <form><month-round><input name="amount"></month-round><button name="unchanged"></button></form>
    <ol class="round-projects"><li><a id="a" href="#a"></a></li>
    <li aria-current="true"><a id="b" href="#b"></a></li><li><a id="c" href="#c"></a></li></ol>`;
  for (const each of document.querySelectorAll<HTMLElement>("button, a")) {
    each.addEventListener("click", (event) => {
      event.preventDefault();
      clicked.push(each.id || each.getAttribute("name")!);
    });
  }
});

function press(key: string, traits: KeyboardEventInit = {}): boolean {
  const event = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...traits });
  return document.querySelector("input")!.dispatchEvent(event);
}

it("takes = in the empty field for no change", () => {
  expect(press("=")).toBe(false);
  expect(press("＝")).toBe(false);
  expect(clicked).toEqual(["unchanged", "unchanged"]);
});

it("leaves = alone where a sum stands", () => {
  document.querySelector("input")!.value = "1.2";
  expect(press("=")).toBe(true);
  expect(clicked).toEqual([]);
});

it("walks through the list with Alt and an arrow", () => {
  press("ArrowDown", { altKey: true });
  press("ArrowUp", { altKey: true });
  press("ArrowDown");
  expect(clicked).toEqual(["c", "a"]);
});

it("listens no longer when it has left the page", () => {
  document.querySelector("month-round")!.remove();
  document.body.append(document.createElement("input"));
  press("ArrowDown", { altKey: true });
  expect(clicked).toEqual([]);
});
