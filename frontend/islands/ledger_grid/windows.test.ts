import { expect, it } from "vitest";
import { drawnLines, scrolledTo, windowsOf } from "./windows.ts";

const view = (top: number, height = 600) => ({ top, height, lineHeight: 30 });

it("draws what is in view and some to spare, inside the sheet", () => {
  expect(drawnLines(view(0), 100_000, 10)).toEqual({ first: 0, end: 30 });
  expect(drawnLines(view(3000), 100_000, 10)).toEqual({ first: 90, end: 130 });
  expect(drawnLines(view(2_999_400), 100_000, 10)).toEqual({ first: 99_970, end: 100_000 });
  expect(drawnLines(view(0), 5, 10)).toEqual({ first: 0, end: 5 });
  expect(drawnLines(view(-40), 0, 10)).toEqual({ first: 0, end: 0 });
});

it("covers every pixel of the view wherever one scrolls", () => {
  for (let top = 0; top < 3_000_000 - 600; top += 9_973) {
    const { first, end } = drawnLines(view(top), 100_000, 0);
    expect(first * 30).toBeLessThanOrEqual(top);
    expect(end * 30).toBeGreaterThanOrEqual(top + 600);
  }
});

it("asks for the windows that hold the rows, each once", () => {
  expect(windowsOf([199, 200, 201, 650], 200)).toEqual([0, 1, 3]);
  expect(windowsOf([], 200)).toEqual([]);
});

it("scrolls as little as needed", () => {
  expect(scrolledTo(100, 300, 150, 30)).toBe(100);
  expect(scrolledTo(100, 300, 70, 30)).toBe(70);
  expect(scrolledTo(100, 300, 390, 30)).toBe(120);
});
