/** Keeping a way of looking: for oneself or for the office. */
import { element } from "../../lib/elements.ts";
import { sendAct } from "../../lib/feed.ts";
import { openDialog } from "../../lib/popover.ts";
import { say } from "../../lib/wording.ts";
import type { SavedView } from "./feed.ts";

export function saveView(
  url: string,
  state: Record<string, unknown>,
  mayShare: boolean,
  done: (view: SavedView) => void,
): void {
  const name = element("input", { class: "input", name: "name", required: true, maxlength: 100 });
  const office = element("input", { type: "checkbox", name: "is_office" });
  const trouble = element("p", { class: "is-red", role: "alert" });
  const form = element(
    "form",
    { method: "dialog" },
    element("label", { class: "pop-field" }, element("span", {}, say("名称", "Name")), name),
    mayShare && element("label", {}, office, say("全办公室可见", "For the whole office")),
    trouble,
    element(
      "div",
      { class: "acts" },
      element("button", { class: "btn btn-primary" }, say("存下视图", "Save view")),
      element("button", { class: "btn", type: "button", onclick: () => dialog.close() }, say("不存", "Leave it")),
    ),
  );
  const dialog = openDialog(say("存为视图", "Save as a view"), [form]);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const view = { name: name.value.trim(), is_office: office.checked, state };
    sendAct<SavedView>(url, view)
      .then((saved) => {
        dialog.close();
        done(saved);
      })
      .catch((error: Error) => (trouble.textContent = error.message));
  });
}
