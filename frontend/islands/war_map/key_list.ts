/** All keys of the outline in one list; "?" opens it. */
import { element } from "../../lib/elements.ts";
import { openDialog } from "../../lib/popover.ts";
import { say } from "../../lib/wording.ts";

const keys = (): [string, string][] => [
  ["↑ ↓ ← →", say("走行与格；按住 Shift 选几行", "Walk rows and cells; with Shift pick rows")],
  ["Enter, F2", say("改名称、工期、紧前工作、完成；直接打字也可以", "Edit name, duration, predecessors, progress; or just type")],
  ["20d, 12h, 3w", say("工期：天、小时、周", "Durations: days, hours, weeks")],
  ["A10, B20 SS+5d", say("紧前工作：编号、搭接、时距", "Predecessors: code, kind of link, lag")],
  ["50%, 120", say("完成：百分比，或有工程量时的完成量", "Done: a percentage, or the quantity where there is one")],
  ["Esc", say("不改了；没在改时离开大纲", "Restore; when nothing is edited, leave the outline")],
  ["Insert, Ctrl Enter", say("在下面新增一项", "A new activity below")],
  ["Tab, Shift Tab", say("降级、升级（也可 Alt Shift → ←）", "Indent, outdent (or Alt Shift → ←)")],
  ["Alt ↑, Alt ↓", say("上移、下移", "Move up, move down")],
  ["Delete", say("删除选中的行，可撤销", "Remove the rows picked; it can be undone")],
  ["Ctrl Z, Ctrl Y", say("撤销、重做我的修编", "Undo and redo my edits")],
  ["Ctrl C", say("复制选中的行到 Excel", "Copy the rows picked to Excel")],
  ["Ctrl V", say("从 Excel 粘贴，先看会改什么", "Paste from Excel; what it would do is shown first")],
  [say("空格", "Space"), say("收起、展开汇总行", "Fold and unfold a summary")],
  ["Alt Enter", say("打开这一行的全部内容", "Open all that the row says")],
  [say("拖横道", "Drag a bar"), say("正排图：整条拖为不早于那天开始，右端改工期，按住 Shift 从一条拖到另一条是搭接", "Forward chart: the bar starts no earlier, its end is the duration, with Shift from bar to bar is a link")],
];

export function showKeys(): void {
  const rows = keys().map(([key, does]) =>
    element("div", { class: "war-key" }, element("dt", {}, element("kbd", {}, key)), element("dd", {}, does)),
  );
  const close = element("button", { class: "btn btn-primary", type: "button" }, say("关闭", "Close"));
  const dialog = openDialog(say("按键", "Keys"), [element("dl", { class: "war-keys" }, ...rows), close]);
  close.addEventListener("click", () => dialog.close());
}
