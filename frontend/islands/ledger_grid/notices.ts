/** What is said around the sheet: how many rows, how old, what went wrong, what is out of order. */
import { element } from "../../lib/elements.ts";
import { wasAborted } from "../../lib/feed.ts";
import { say } from "../../lib/wording.ts";
import type { Outline } from "./feed.ts";
import { ageWords, rowCount } from "./statusbar.ts";

export class Notices {
  constructor(
    private readonly part: (name: string) => HTMLElement | null,
    private readonly drawSoon: () => void,
  ) {}

  outline(outline: Outline, isFiltered: boolean): void {
    const { groups, total } = outline;
    const rows = this.part("rows");
    if (rows) rows.textContent = rowCount(total.count, groups.length);
    const age = this.part("age");
    if (age) age.textContent = ageWords(outline);
    const empty = this.part("empty");
    if (!empty) return;
    empty.hidden = total.count > 0;
    for (const why of empty.querySelectorAll<HTMLElement>("[data-why]")) {
      why.hidden = (why.dataset["why"] === "filter") !== isFiltered;
    }
  }

  outdated(isOutdated: boolean): void {
    const words = say("次序或分组已变，重新排列", "Order or groups have changed: arrange anew");
    const act = element("button", { class: "as-link is-amber", type: "button", "data-act": "again" }, words);
    this.part("outdated")?.replaceChildren(...(isOutdated ? [act] : []));
  }

  /** Say what went wrong; the button tries the failed act again, or asks for rows still missing. */
  trouble(error: unknown, again: () => void = this.drawSoon): void {
    if (wasAborted(error)) return;
    const place = this.part("trouble");
    const onclick = () => {
      place?.replaceChildren();
      again();
    };
    const words =
      error instanceof TypeError
        ? say("连不上服务器。网络恢复后再试；没有保存的格还在。", "The server cannot be reached. Try again; unsaved cells are kept.")
        : error instanceof Error
          ? error.message
          : String(error);
    const label = say("知道了，再试", "Try again");
    const button = element("button", { class: "btn btn-sm push", type: "button", onclick }, label);
    place?.replaceChildren(element("div", { class: "alert alert-red paste", role: "alert" }, words, button));
  }
}
