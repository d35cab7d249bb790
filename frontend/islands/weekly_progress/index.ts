/**
 * <weekly-progress>: the week's progress, written cell by cell.
 *
 * It stands around a table whose rows are forms. Leaving a cell sends that cell; Enter and the
 * arrows walk through the table, `=` says that nothing changed, Escape puts a cell back, Ctrl Z
 * takes the last report back. Without script each row has its own button.
 */
import { RefusedError, answerOf } from "../../lib/feed.ts";
import { element } from "../../lib/elements.ts";
import { say } from "../../lib/wording.ts";
import { type Field, ledTo } from "./walking.ts";

interface Answer {
  rows?: Record<string, string>; // the lines of the plan by number, as the house wrote them
  undo?: string;
  told?: string;
}

const FIELDS = "input:not([type=hidden]), select";

class WeeklyProgress extends HTMLElement {
  #leaving = new AbortController();
  #last: Promise<unknown> = Promise.resolve(); // one after the other: each makes a version

  connectedCallback(): void {
    const { signal } = (this.#leaving = new AbortController());
    this.addEventListener("keydown", (event) => this.#key(event), { signal });
    this.addEventListener("change", (event) => this.#save(event.target as Field), { signal });
    this.addEventListener("focusin", (event) => mark(event.target), { signal });
    this.addEventListener("submit", (event) => this.#submit(event), { signal });
    document.addEventListener("keydown", (event) => this.#undoKey(event), { signal });
    // A finger takes a day from the phone's own calendar.
    if (window.matchMedia?.("(pointer: coarse)").matches) {
      for (const day of this.querySelectorAll<HTMLInputElement>("input.day")) day.type = "date";
    }
    this.setAttribute("ready", "");
  }

  disconnectedCallback(): void {
    this.#leaving.abort();
  }

  get #rows(): Field[][] {
    return [...this.querySelectorAll("tr[data-row]")].map(fieldsOf);
  }

  #key(event: KeyboardEvent): void {
    const field = event.target as Field;
    if (!field.matches(FIELDS) || event.isComposing || event.altKey || event.metaKey || event.ctrlKey) return;
    const { key } = event;
    if (key === "Escape") return putBack(field);
    if (["=", "＝"].includes(key) && field.name !== "remark" && !isDirty(field)) {
      event.preventDefault();
      this.#unchanged(field);
      ledTo("Enter", field, this.#rows)?.focus();
      return;
    }
    const next = ledTo(key, field, this.#rows);
    if (key === "Enter") {
      event.preventDefault(); // a form of its own would reload the page
      if (!next || field.hasAttribute("aria-invalid")) this.#save(field);
    }
    if (!next) return;
    event.preventDefault();
    next.focus(); // what was left is sent by its change
  }

  #undoKey(event: KeyboardEvent): void {
    const isUndo = (event.ctrlKey || event.metaKey) && !event.shiftKey && event.key.toLowerCase() === "z";
    const field = document.activeElement;
    if (!isUndo || (field instanceof HTMLInputElement && isDirty(field))) return;
    const button = this.querySelector<HTMLButtonElement>("#weekly-undo button");
    if (!button) return;
    event.preventDefault();
    button.click();
  }

  #submit(event: SubmitEvent): void {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    const row = form.closest<HTMLElement>("tr[data-row]");
    const button = event.submitter as HTMLButtonElement | null;
    if (!row) return void this.#send(form.action, () => new FormData(form));
    if (button?.name === "unchanged") this.#unchanged(fieldsOf(row)[0]!);
    else for (const field of fieldsOf(row)) this.#save(field);
  }

  #unchanged(field: Field): void {
    const row = field.closest<HTMLElement>("tr[data-row]")!;
    void this.#send(field.form!.action, () => ofRow(row, "unchanged", "1"), field);
  }

  #save(field: Field): void {
    const row = field.closest?.<HTMLElement>("tr[data-row]");
    if (!row || !isDirty(field)) return;
    field.classList.add("is-sent");
    void this.#send(field.form!.action, () => ofRow(row, field.name, field.value), field);
  }

  #send(url: string, body: () => FormData, field?: Field): Promise<void> {
    const turn = async (): Promise<void> => {
      const sent = field?.value;
      try {
        const response = await fetch(url, {
          method: "POST",
          headers: { Accept: "application/json" },
          body: withToken(body(), this),
        });
        if (response.status === 409) this.#conflict((await response.json()) as Conflict, field);
        else this.#take(await answerOf<Answer>(response), field, sent);
      } catch (error) {
        const told =
          error instanceof RefusedError
            ? error.message
            : say("没有网络，没有保存；接通后再按 Enter。", "No network, not saved; press Enter again.");
        blame(field, told);
      } finally {
        field?.classList.remove("is-sent");
      }
    };
    const done = this.#last.then(turn, turn);
    this.#last = done;
    return done;
  }

  #take(answer: Answer, field?: Field, sent?: string): void {
    // What was sent is kept now, unless somebody types on in it.
    if (field && field.value === sent) keep(field);
    if (field) absolve(field);
    for (const [number, html] of Object.entries(answer.rows ?? {})) this.#renew(number, html);
    if (answer.undo !== undefined) {
      const made = fragment(answer.undo);
      this.querySelector("#weekly-undo")?.replaceWith(made);
    }
    const kept = this.querySelector("[data-part=kept]");
    const clock = new Date().toTimeString().slice(0, 5);
    if (kept && answer.told) kept.textContent = `${answer.told} ${clock}`;
  }

  /** Somebody else was quicker: his or her row is shown, and what was typed can still be written. */
  #conflict(theirs: Conflict, field?: Field): void {
    const typed = field?.value ?? "";
    if (field) keep(field);
    for (const [number, html] of Object.entries(theirs.rows ?? {})) this.#renew(number, html);
    if (!field) return;
    blame(field, theirs.message);
    if (typed === field.value) return;
    const again = element(
      "button",
      {
        class: "as-link",
        type: "button",
        onclick: () => {
          field.value = typed;
          this.#save(field);
        },
      },
      say(`仍写「${typed}」`, `Write “${typed}” all the same`),
    );
    field.closest("td")?.querySelector(".errorlist")?.append(" ", again);
  }

  /** A row as the house wrote it, around the cells in which somebody is typing. */
  #renew(number: string, html: string): void {
    const row = this.querySelector<HTMLElement>(`tr[data-row="${number}"]`);
    const made = fragment(html).querySelector<HTMLElement>("tr");
    if (!row || !made) return;
    const isTyping = fieldsOf(row).some(isDirty);
    const fresh = [...made.children];
    for (const [place, cell] of [...row.children].entries()) {
      const field = cell.querySelector<Field>(FIELDS);
      const other = fresh[place]!.querySelector<Field>(FIELDS);
      if (field && other && cell.classList.contains("cell")) renewField(field, other);
      else cell.replaceWith(fresh[place]!);
    }
    row.className = made.className;
    // Whoever is still typing saw the older row: its version says so when the cell is sent.
    if (!isTyping) row.dataset.version = made.dataset.version;
  }
}

interface Conflict extends Answer {
  message: string;
}

function fragment(html: string): DocumentFragment {
  const made = document.createElement("template");
  made.innerHTML = html; // our own markup, escaped by the house
  return made.content;
}

const fieldsOf = (row: Element): Field[] => [...row.querySelectorAll<Field>(`.cell :is(${FIELDS})`)];

const keptIn = (field: Field): string =>
  field instanceof HTMLInputElement
    ? field.defaultValue
    : ([...field.options].find((each) => each.defaultSelected)?.value ?? "");

const isDirty = (field: Field): boolean => field.value !== keptIn(field);

function keep(field: Field): void {
  if (field instanceof HTMLInputElement) field.defaultValue = field.value;
  else for (const each of field.options) each.defaultSelected = each.value === field.value;
}

function putBack(field: Field): void {
  field.value = keptIn(field);
  absolve(field);
}

function renewField(field: Field, other: Field): void {
  if (isDirty(field)) return;
  field.value = keptIn(other);
  field.className = other.className;
  keep(field);
}

function ofRow(row: HTMLElement, name: string, value: string): FormData {
  const body = new FormData();
  body.set(name, value);
  body.set("version", row.dataset.version ?? "");
  return body;
}

function withToken(body: FormData, root: ParentNode): FormData {
  const token = root.querySelector<HTMLInputElement>("input[name=csrfmiddlewaretoken]");
  body.set("csrfmiddlewaretoken", token?.value ?? "");
  return body;
}

function mark(target: EventTarget | null): void {
  if (target instanceof HTMLInputElement && target.type === "text") target.select();
}

function blame(field: Field | undefined, told: string): void {
  if (!field) return;
  absolve(field);
  field.setAttribute("aria-invalid", "true");
  field.closest("td")?.append(element("p", { class: "errorlist", role: "alert" }, told));
}

function absolve(field: Field): void {
  field.removeAttribute("aria-invalid");
  field.closest("td")?.querySelector(".errorlist")?.remove();
}

customElements.define("weekly-progress", WeeklyProgress);
