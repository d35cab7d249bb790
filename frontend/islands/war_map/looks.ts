/** How each mark looks now, read from the stylesheet: theme, wall and contrast come along by themselves. */
import { drawing } from "../../lib/elements.ts";
import { MARKS, WORDS, type Mark, type Words } from "./pen.ts";

export interface Look {
  fill: string | undefined;
  stroke: string | undefined;
  width: number;
  dash: number[];
  alpha: number;
}

export interface Letters {
  fill: string;
  font: string;
  size: number;
  weight: string;
  family: string;
}

export interface Looks {
  marks: Record<Mark, Look>;
  words: Record<Words, Letters>;
}

const numbers = (text: string): number[] => (text.match(/[\d.]+/g) ?? []).map(Number);
const colour = (text: string): string | undefined => (text === "none" ? undefined : text);

function lookOf(style: CSSStyleDeclaration): Look {
  return {
    fill: colour(style.fill),
    stroke: colour(style.stroke),
    width: numbers(style.strokeWidth)[0] ?? 1,
    dash: style.strokeDasharray === "none" ? [] : numbers(style.strokeDasharray),
    alpha: Number(style.opacity),
  };
}

function lettersOf(style: CSSStyleDeclaration): Letters {
  const { fontSize, fontWeight, fontFamily, fill } = style;
  return {
    fill,
    font: `${fontWeight} ${fontSize} ${fontFamily}`,
    size: numbers(fontSize)[0] ?? 12,
    weight: fontWeight,
    family: fontFamily,
  };
}

/** Ask a small unseen drawing that bears every mark once. */
export function readLooks(place: Element): Looks {
  const asked = drawing("svg", { class: "gantt war-looks", "aria-hidden": "true", width: 0, height: 0 });
  const marks = MARKS.map((mark) => drawing("path", { class: mark }));
  const words = WORDS.map((kind) => drawing("text", { class: kind }));
  asked.append(...marks, ...words);
  place.append(asked);
  const looks = {
    marks: Object.fromEntries(MARKS.map((mark, at) => [mark, lookOf(getComputedStyle(marks[at]!))])),
    words: Object.fromEntries(WORDS.map((kind, at) => [kind, lettersOf(getComputedStyle(words[at]!))])),
  } as unknown as Looks;
  asked.remove();
  return looks;
}
