/** Which columns are shown, and in which order: ticks, dragging, Alt with the arrow keys. */
import { element } from "../../lib/elements.ts";
import { openDialog } from "../../lib/popover.ts";
import { say } from "../../lib/wording.ts";
import type { Catalogue, Column } from "./feed.ts";

export function chooseColumns(
  catalogue: Catalogue,
  shown: readonly Column[],
  use: (keys: string[]) => void,
): void {
  const rest = catalogue.columns.filter((column) => !shown.includes(column));
  const list = element("ol", { class: "chooser" });
  list.append(...[...shown, ...rest].map((column) => item(column, catalogue, shown.includes(column))));
  makeSortable(list);
  const standard = catalogue.columns.filter((column) => column.is_shown).map(({ key }) => key);
  const act = (label: string, primary: boolean, keys: () => string[]) => {
    const onclick = () => {
      dialog.close();
      use(keys());
    };
    const name = primary ? "btn btn-primary" : "btn";
    return element("button", { class: name, type: "button", onclick }, label);
  };
  const close = () => dialog.close();
  const dialog = openDialog(say("列：显示哪些，按什么次序", "Columns: which, and in which order"), [
    element("p", { class: "age" }, say("拖动，或按 Alt ↑ ↓ 换位置。", "Drag, or press Alt ↑ ↓ to move.")),
    list,
    element(
      "div",
      { class: "acts" },
      act(say("用这些列", "Use these columns"), true, () => ticked(list)),
      act(say("恢复默认", "Back to standard"), false, () => standard),
      element("button", { class: "btn", type: "button", onclick: close }, say("不改", "Leave as is")),
    ),
  ]);
}

function item(column: Column, { groups }: Catalogue, isShown: boolean): HTMLElement {
  const group = groups.find((each) => each.key === column.group)?.label ?? "";
  const box = element("input", { type: "checkbox", value: column.key, checked: isShown, disabled: column.is_frozen });
  return element(
    "li",
    { draggable: !column.is_frozen && "true", "data-key": column.key },
    element("label", {}, box, column.label),
    element("span", { class: "age" }, group),
  );
}

function ticked(list: HTMLElement): string[] {
  return [...list.querySelectorAll<HTMLInputElement>("input:checked")].map((box) => box.value);
}

function makeSortable(list: HTMLElement): void {
  let dragged: HTMLElement | undefined;
  const rowOf = (target: EventTarget | null) => (target as Element).closest<HTMLElement>("li");
  list.addEventListener("dragstart", (event) => (dragged = rowOf(event.target) ?? undefined));
  list.addEventListener("dragover", (event) => {
    const over = rowOf(event.target);
    if (!dragged || !over || over === dragged || !over.draggable) return;
    event.preventDefault();
    const { top, height } = over.getBoundingClientRect();
    list.insertBefore(dragged, event.clientY < top + height / 2 ? over : over.nextSibling);
  });
  list.addEventListener("drop", (event) => event.preventDefault());
  list.addEventListener("keydown", (event) => {
    const row = rowOf(event.target);
    const isUp = event.key === "ArrowUp";
    if (!row?.draggable || !event.altKey || (!isUp && event.key !== "ArrowDown")) return;
    const beside = isUp ? row.previousElementSibling : row.nextElementSibling;
    if (!(beside instanceof HTMLElement) || !beside.draggable) return;
    event.preventDefault();
    list.insertBefore(row, isUp ? beside : beside.nextSibling);
    (event.target as HTMLElement).focus();
  });
}
