/** How rows are laid on sheets of paper: whole rows only, and no front's head alone at the foot. */
import type { Shown } from "./outline.ts";
import type { Stretch } from "./scene.ts";

/** @param perSheet How many usual rows a sheet has room for. */
export function sheets(shown: Shown, perSheet: number, isHead: (place: number) => boolean): Stretch[] {
  const { count } = shown;
  const laid: Stretch[] = [];
  for (let first = 0; first < count; ) {
    const foot = shown.topOf(first) + perSheet;
    let end = first + 1;
    while (end < count && shown.topOf(end + 1) <= foot) end += 1;
    while (end < count && end > first + 1 && isHead(end - 1)) end -= 1;
    laid.push({ first, end });
    first = end;
  }
  return laid;
}
