/** A column's filter in words, and the small form in which it is asked. */
import { element } from "../../lib/elements.ts";
import { exactIn, fromUnit } from "../../lib/figures.ts";
import { openPopover } from "../../lib/popover.ts";
import { say } from "../../lib/wording.ts";
import type { Column } from "./feed.ts";
import { isAsking, type Condition } from "./state.ts";
import { isNumeric } from "./values.ts";

const unitOf = (column: Column): string =>
  column.kind === "percent" || column.kind === "bar" ? "0.01" : column.unit_size || "1";

function choicesOf(column: Column) {
  if (column.kind !== "flag") return column.choices ?? [];
  return [
    { value: "true", label: say("是", "yes") },
    { value: "false", label: say("否", "no") },
  ];
}

/** What a chip says: 总投资 ≥ 0.5 亿元; 阶段：在建、开工. */
export function inWords(column: Column, condition: Condition): string {
  const { label } = column;
  const isNumber = isNumeric(column);
  const bound = (stored: string) => (isNumber ? exactIn(stored, unitOf(column)) : stored);
  const unit = column.unit ? ` ${column.unit}` : "";
  const parts = [];
  if (condition.contains) {
    parts.push(say(`${label}含「${condition.contains}」`, `${label} has “${condition.contains}”`));
  }
  if (condition.in?.length) {
    const names = condition.in.map(
      (value) => choicesOf(column).find((choice) => choice.value === value)?.label ?? value,
    );
    parts.push(say(`${label}：${names.join("、")}`, `${label}: ${names.join(", ")}`));
  }
  const { from, to } = condition;
  if (from && to) parts.push(`${label} ${bound(from)}–${bound(to)}${unit}`);
  else if (from) parts.push(`${label} ≥ ${bound(from)}${unit}`);
  else if (to) parts.push(`${label} ≤ ${bound(to)}${unit}`);
  if (condition.empty === true) parts.push(say(`${label}为空`, `${label} empty`));
  if (condition.empty === false) parts.push(say(`${label}不为空`, `${label} not empty`));
  return parts.join(say("，", ", "));
}

const field = (label: string, input: HTMLElement): HTMLElement =>
  element("label", { class: "pop-field" }, element("span", {}, label), input);

/** Ask for a column's condition beside its head; `use` gets it, or nothing when it was cleared. */
export function askCondition(
  anchor: Element,
  column: Column,
  present: Condition,
  use: (condition: Condition | undefined) => void,
): void {
  const form = element("form", { class: "pop-form", method: "dialog" });
  const read = fieldsFor(form, column, present);
  const emptiness = element("select", { class: "input", name: "empty" });
  for (const [value, word] of [
    ["", say("空或不空", "empty or not")],
    ["false", say("只看不空的", "not empty only")],
    ["true", say("只看空的", "empty only")],
  ] as const) {
    const isPresent = String(present.empty ?? "") === value;
    emptiness.append(element("option", { value, selected: isPresent }, word));
  }
  form.append(field(say("有没有", "Emptiness"), emptiness));
  const clear = element("button", { class: "btn btn-sm", type: "button" }, say("清除", "Clear"));
  form.append(
    element(
      "div",
      { class: "acts" },
      element("button", { class: "btn btn-primary btn-sm" }, say("筛选", "Filter")),
      clear,
    ),
  );
  const panel = openPopover(anchor, say(`筛选「${column.label}」`, `Filter ${column.label}`), [
    element("b", {}, column.label),
    form,
    ...settingsLink(column),
  ]);
  clear.addEventListener("click", () => {
    panel.hidePopover();
    use(undefined);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const condition = read();
    if (!condition) return;
    if (emptiness.value) condition.empty = emptiness.value === "true";
    panel.hidePopover();
    use(isAsking(condition) ? condition : undefined);
  });
}

/** The way to where the names of a column are set. */
function settingsLink({ settings }: Column): HTMLElement[] {
  if (!settings) return [];
  return [element("a", { class: "link pop-foot", href: settings.url }, `${settings.label} →`)];
}

/** The fields that fit the column; the result reads them, or marks what cannot be read. */
function fieldsFor(form: HTMLElement, column: Column, present: Condition): () => Condition | undefined {
  if (choicesOf(column).length) return choiceFields(form, column, present);
  if (isNumeric(column) || column.kind === "date") return spanFields(form, column, present);
  const contains = element("input", {
    class: "input",
    name: "contains",
    value: present.contains ?? "",
  });
  form.append(field(say("包含", "Contains"), contains));
  return () => (contains.value.trim() ? { contains: contains.value.trim() } : {});
}

function choiceFields(form: HTMLElement, column: Column, present: Condition) {
  const list = element("div", { class: "pop-choices" });
  for (const { value, label } of choicesOf(column)) {
    const checked = present.in?.includes(value) ?? false;
    const box = element("input", { type: "checkbox", name: "in", value, checked });
    list.append(element("label", {}, box, label));
  }
  form.append(list);
  return (): Condition => {
    const ticked = [...list.querySelectorAll<HTMLInputElement>("input:checked")];
    return ticked.length ? { in: ticked.map((box) => box.value) } : {};
  };
}

function spanFields(form: HTMLElement, column: Column, present: Condition) {
  const isDate = column.kind === "date";
  const unit = column.unit ? say(`（${column.unit}）`, ` (${column.unit})`) : "";
  const make = (name: "from" | "to") => {
    const stored = present[name] ?? "";
    const value = isDate || !stored ? stored : exactIn(stored, unitOf(column));
    const traits = { class: "input", name, value, type: isDate ? "date" : "text" };
    return element("input", { ...traits, inputmode: isDate ? undefined : "decimal" });
  };
  const [from, to] = [make("from"), make("to")];
  form.append(field(say(`从${unit}`, `From${unit}`), from), field(say(`到${unit}`, `To${unit}`), to));
  return (): Condition | undefined => {
    const condition: Condition = {};
    for (const [name, input] of [["from", from], ["to", to]] as const) {
      if (!input.value.trim()) continue;
      const stored = isDate ? input.value : fromUnit(input.value, unitOf(column));
      if (stored === undefined) {
        input.setCustomValidity(say("请写一个数，例如 0.5", "Write a number, such as 0.5"));
        input.reportValidity();
        input.setCustomValidity("");
        return undefined;
      }
      condition[name] = stored;
    }
    return condition;
  };
}
