/** How rows are laid on sheets of paper: whole rows only, and no front's head alone at the foot. */
import type { Stretch } from "./scene.ts";

export function sheets(count: number, perSheet: number, isHead: (place: number) => boolean): Stretch[] {
  const laid: Stretch[] = [];
  for (let first = 0; first < count; ) {
    let end = Math.min(count, first + Math.max(1, perSheet));
    while (end < count && end > first + 1 && isHead(end - 1)) end -= 1;
    laid.push({ first, end });
    first = end;
  }
  return laid;
}
