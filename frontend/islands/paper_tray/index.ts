/**
 * <paper-tray>: photos from the camera and files from the folder lie in one tray until the form goes.
 *
 * Without script each of its fields works by itself; a second pick then takes the place of the first.
 */
import { element } from "../../lib/elements.ts";
import { say } from "../../lib/wording.ts";
import { gathered } from "./gathering.ts";

class PaperTray extends HTMLElement {
  #leaving = new AbortController();
  #files: File[] = [];
  #list = element("ul", { class: "papers" });
  #said = element("p", { class: "drop-said is-refusal", role: "status" });

  connectedCallback(): void {
    const { signal } = (this.#leaving = new AbortController());
    this.append(this.#list, this.#said);
    this.setAttribute("ready", "");
    for (const field of this.#fields()) {
      field.addEventListener("change", () => this.#take([...(field.files ?? [])]), { signal });
    }
    this.closest("form")?.addEventListener("reset", () => this.#show([], ""), { signal });
  }

  disconnectedCallback(): void {
    this.#leaving.abort();
    this.#empty();
    this.#list.remove();
    this.#said.remove();
  }

  #fields(): HTMLInputElement[] {
    return [...this.querySelectorAll<HTMLInputElement>("input[type=file]")];
  }

  #take(brought: File[]): void {
    const { files, refusal } = gathered(this.#files, brought);
    this.#show(files, refusal);
  }

  #show(files: File[], refusal: string): void {
    this.#files = files;
    const carried = new DataTransfer();
    for (const file of files) carried.items.add(file);
    for (const field of this.#fields()) {
      field.files = field.multiple ? carried.files : new DataTransfer().files;
    }
    this.#empty();
    this.#list.append(...files.map((file) => this.#shown(file)));
    this.#said.textContent = refusal;
  }

  #shown(file: File): HTMLLIElement {
    const away = element(
      "button",
      { type: "button", "aria-label": say(`去掉 ${file.name}`, `Take ${file.name} away`) },
      "×",
    );
    away.addEventListener("click", () =>
      this.#show(this.#files.filter((each) => each !== file), ""),
    );
    const face = file.type.startsWith("image/")
      ? element("img", { src: URL.createObjectURL(file), alt: file.name })
      : element("span", { class: "paper-name" }, file.name);
    return element("li", {}, face, away);
  }

  #empty(): void {
    for (const picture of this.#list.querySelectorAll("img")) URL.revokeObjectURL(picture.src);
    this.#list.replaceChildren();
  }
}

customElements.define("paper-tray", PaperTray);
