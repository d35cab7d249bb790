/** One small panel beside the thing it belongs to; a click elsewhere or Esc closes it. */
import { element } from "./elements.ts";

export function openPopover(anchor: Element, label: string, content: Node[]): HTMLElement {
  const panel = element("div", { class: "pop", popover: "auto", role: "dialog", "aria-label": label });
  panel.append(...content);
  document.body.append(panel);
  panel.addEventListener("toggle", (event) => {
    if ((event as ToggleEvent).newState !== "closed") return;
    panel.remove();
    if (anchor instanceof HTMLElement) anchor.focus();
  });
  panel.showPopover();
  place(panel, anchor);
  panel.querySelector<HTMLElement>("input, select, button")?.focus();
  return panel;
}

function place(panel: HTMLElement, anchor: Element): void {
  const box = anchor.getBoundingClientRect();
  const left = Math.min(box.left, innerWidth - panel.offsetWidth - 8);
  const isTight = box.bottom + panel.offsetHeight + 8 > innerHeight && box.top > panel.offsetHeight;
  panel.style.left = `${Math.max(8, left)}px`;
  panel.style.top = `${isTight ? box.top - panel.offsetHeight - 4 : box.bottom + 4}px`;
}

/** A modal question; it is gone from the page when closed. */
export function openDialog(title: string, content: Node[]): HTMLDialogElement {
  const dialog = element("dialog", { class: "dialog", "aria-label": title });
  dialog.append(element("h2", {}, title), ...content);
  document.body.append(dialog);
  dialog.addEventListener("close", () => dialog.remove());
  dialog.showModal();
  return dialog;
}
