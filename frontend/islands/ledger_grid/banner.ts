/** The banner of a block that is not saved yet, and the bubble of one cell that needs a word. */
import { element } from "../../lib/elements.ts";
import { say } from "../../lib/wording.ts";
import type { Block, Changes, Pending } from "./changes.ts";
import { cellCount } from "./statusbar.ts";
import { lampWord } from "./values.ts";

export interface BannerActs {
  save: () => void;
  discard: () => void;
  next: () => void;
}

const lamp = (colour: "red" | "amber"): HTMLElement =>
  element("i", { class: `lamp lamp-${colour}`, role: "img", "aria-label": lampWord(colour) });

function titled({ what, rows, columns }: Block): string {
  const size = say(`${rows} 行 × ${columns} 列`, `${rows} × ${columns}`);
  if (what === "paste") return say(`已粘贴 ${size}，还未保存`, `Pasted ${size}, not saved yet`);
  if (what === "fill") return say(`已向下填充 ${size}，还未保存`, `Filled down ${size}, not saved yet`);
  return say(`要清空 ${size}，还未保存`, `To clear ${size}, not saved yet`);
}

export function banner(changes: Changes, acts: BannerActs): HTMLElement | undefined {
  const { block } = changes;
  if (!block) return undefined;
  const good = changes.count("good");
  const [faults, locked, clashes] = [changes.count("fault"), changes.count("locked"), changes.count("clash")];
  const made = element("div", { class: "alert alert-accent paste", role: "status" });
  made.append(element("b", {}, titled(block)));
  if (changes.isBusy) made.append(element("span", {}, say("正在核对…", "Checking …")));
  else if (!good && !changes.open.length) made.append(element("span", {}, say("没有要改的格", "Nothing to change")));
  else made.append(element("span", {}, say(`${good} 格可用`, `${good} good`)));
  if (faults) {
    made.append(element("span", { class: "is-red" }, lamp("red"), say(` ${faults} 格有误`, ` ${faults} faulty`)));
  }
  if (locked) {
    const words = say(` ${locked} 格改动锁定计划`, ` ${locked} touch a locked plan`);
    made.append(element("span", { class: "is-amber" }, lamp("amber"), words));
  }
  if (clashes) {
    const words = say(` ${clashes} 格别人刚改过`, ` ${clashes} changed by others`);
    made.append(element("span", { class: "is-amber" }, lamp("amber"), words));
  }
  if (block.remark) made.append(element("span", { class: "ink-2" }, block.remark));
  made.append(element("span", { class: "push ink-2" }, say("Ctrl Z 一次撤销", "Ctrl Z undoes all")));
  const button = (name: string, label: string, onclick: () => void, disabled = false) =>
    made.append(element("button", { class: `btn ${name} btn-sm`, type: "button", onclick, disabled }, label));
  if (changes.open.length) button("", say("逐格查看", "Step through"), acts.next);
  button("", say("撤销", "Discard"), acts.discard, changes.isBusy);
  if (good) button("btn-primary", say(`保存 ${good} 格`, `Save ${cellCount(good)}`), acts.save, changes.isBusy);
  return made;
}

export interface BubbleActs {
  take: (text: string) => void; // use the proposal
  mine: () => void;
  theirs: () => void;
  insist: () => void;
  drop: () => void;
}

/** What is wrong with one cell, and what can be done about it. */
export function bubble(pending: Pending, acts: BubbleActs): HTMLElement {
  const made = element("div", { class: `bubble ${pending.look}`, role: "alert" });
  made.append(element("p", {}, pending.message));
  const row = element("div", { class: "acts" });
  const button = (label: string, onclick: () => void) =>
    row.append(element("button", { class: "btn btn-sm", type: "button", onclick }, label));
  const { proposal } = pending;
  if (pending.verdict === "clash") {
    button(say(`用${pending.by}的`, `Keep ${pending.by}’s`), acts.theirs);
    button(say("用我的", "Use mine"), acts.mine);
  } else {
    if (pending.verdict === "locked") button(say("仍然改", "Change anyway"), acts.insist);
    if (proposal) button(say(`改成 ${proposal}`, `Use ${proposal}`), () => acts.take(proposal));
    button(say("恢复原值", "Restore"), acts.drop);
  }
  made.append(row);
  return made;
}
