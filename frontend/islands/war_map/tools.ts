/** The buttons of the chart: zoom, today, folds, what is drawn, and paper. */
import { element } from "../../lib/elements.ts";
import { say } from "../../lib/wording.ts";
import type { LinksShown } from "./scene.ts";
import { nearestZoom, type Zoom } from "./time_scale.ts";

export interface ToolActs {
  zoomBy: (factor: number) => void;
  zoomTo: (zoom: Zoom | "all") => void;
  today: () => void;
  fold: (isClosed: boolean) => void;
  chain: (isShown: boolean) => void;
  late: (isShown: boolean) => void;
  links: (links: LinksShown) => void;
  table: (isShown: boolean) => void;
  print: () => void;
  save: () => void;
}

interface Start {
  perDay: number;
  isChainShown: boolean;
  isLateShown: boolean;
  links: LinksShown;
  step: number;
  hasPrint: boolean; // else the page has its own
  isPast: boolean; // the day looked at is over
}

const zooms = (): [Zoom | "all", string][] => [
  ["day", say("日", "Days")],
  ["week", say("周", "Weeks")],
  ["month", say("月", "Months")],
  ["quarter", say("季", "Quarters")],
  ["year", say("年", "Years")],
  ["all", say("全部", "All")],
];

const linkings = (): [LinksShown, string][] => [
  ["near", say("连线：关键的", "Links: critical")],
  ["all", say("连线：全部", "Links: all")],
  ["none", say("连线：不画", "Links: none")],
];

export class Tools {
  readonly #zoom: HTMLSelectElement;
  readonly #nodes: HTMLElement[];

  constructor(acts: ToolActs, start: Start) {
    this.#zoom = choice(say("时间刻度", "Time scale"), zooms(), (zoom) => acts.zoomTo(zoom));
    this.showZoom(start.perDay);
    const links = choice(say("画哪些连线", "Which links are drawn"), linkings(), acts.links);
    links.value = start.links;
    this.#nodes = [
      this.#zoom,
      button("−", say("缩小", "Zoom out"), () => acts.zoomBy(1 / start.step)),
      button("＋", say("放大", "Zoom in"), () => acts.zoomBy(start.step)),
      button(start.isPast ? say("那天", "That day") : say("今日", "Today"), "", acts.today),
      button(say("全收", "Fold all"), "", () => acts.fold(true)),
      button(say("全展", "Open all"), "", () => acts.fold(false)),
      toggle(say("关键链", "Critical chain"), start.isChainShown, acts.chain),
      toggle(say("最迟", "Latest"), start.isLateShown, acts.late),
      links,
      toggle(say("列成表", "Table"), false, acts.table),
      ...(start.hasPrint ? [button(say("打印 A3", "Print A3"), "", acts.print, "no-phone")] : []),
      button("SVG", say("存成 SVG 文件", "Save as an SVG file"), acts.save, "no-phone"),
    ];
  }

  putInto(place: Element): void {
    place.replaceChildren(...this.#nodes);
  }

  showZoom(perDay: number): void {
    this.#zoom.value = nearestZoom(perDay);
  }
}

function button(text: string, label: string, act: () => void, name = ""): HTMLElement {
  const named = label ? { "aria-label": label, title: label } : {};
  return element("button", { class: `chip ${name}`.trim(), type: "button", ...named, onclick: () => act() }, text);
}

function toggle(text: string, isOn: boolean, act: (isOn: boolean) => void): HTMLElement {
  const made = element("button", { class: "chip", type: "button" }, text);
  const show = (on: boolean): void => {
    made.setAttribute("aria-pressed", String(on));
    made.classList.toggle("on", on);
  };
  show(isOn);
  made.addEventListener("click", () => {
    const on = made.getAttribute("aria-pressed") !== "true";
    show(on);
    act(on);
  });
  return made;
}

function choice<T extends string>(label: string, options: [T, string][], act: (chosen: T) => void): HTMLSelectElement {
  const made = element(
    "select",
    { class: "chip", "aria-label": label },
    ...options.map(([value, text]) => element("option", { value }, text)),
  );
  made.addEventListener("change", () => act(made.value as T));
  return made;
}
