/** What the hand works on, and the rows that lie under its cells. */
import { element } from "../../lib/elements.ts";
import { say } from "../../lib/wording.ts";
import type { Changes } from "./changes.ts";
import type { Column, Row } from "./feed.ts";
import type { Lines } from "./lines.ts";
import type { Cell } from "./selection.ts";
import type { Sheet } from "./sheet.ts";
import type { RowStore } from "./store.ts";

export interface Desk {
  readonly sheet: Sheet;
  readonly store: RowStore;
  readonly changes: Changes;
  readonly lines: Lines;
  readonly canEdit: boolean;
  readonly isPast: boolean;
  part: (name: string) => HTMLElement | null;
  draw: () => void;
  drawSoon: () => void;
  toggle: (line: number) => void;
  undo: () => void;
  redo: () => void;
  tell: (error: unknown) => void;
}

/** A row and where it stands in the order of the view. */
export interface Placed {
  offset: number;
  row: Row;
}

/** The row under a cell; undefined on the head of a group and while the row is on its way. */
export function rowAt({ lines, store }: Desk, cell: Cell): Placed | undefined {
  const offset = lines.offsetAt(cell.line);
  const row = offset === undefined ? undefined : store.row(offset);
  return row && offset !== undefined ? { offset, row } : undefined;
}

/** All these rows, fetched where they are not here yet. */
export async function rowsAt({ store }: Desk, offsets: readonly number[]): Promise<Placed[]> {
  await store.ensure(offsets);
  const found = offsets.flatMap((offset) => {
    const row = store.row(offset);
    return row ? [{ offset, row }] : [];
  });
  if (found.length < offsets.length) {
    throw new Error(say("有的行没有取到，请再试一次。", "Some rows did not arrive; try again."));
  }
  return found;
}

/** Say in the status bar why nobody types here. */
export function tellFixed(desk: Desk, column: Column): void {
  const words = desk.isPast
    ? say("这是过去某天的台账，只能看。", "This is the ledger of a past day, read-only.")
    : desk.canEdit
      ? say(`「${column.label}」由系统算出或在项目页改，这里不能填。`, `${column.label} is computed, or changed on the project page.`)
      : say("你没有改台账的权限。", "You may not edit the ledger.");
  desk.part("picked")?.replaceChildren(element("span", { class: "is-amber" }, words));
}
