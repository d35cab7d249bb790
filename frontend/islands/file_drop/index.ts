/**
 * <file-drop>: a file falls anywhere on the page and goes to the form that stands around this field.
 *
 * It judges the file by name and size, says both, and sends at once. A file that was chosen by hand
 * waits for the form's button, as it does without script; sending then shows its progress too.
 */
import { element } from "../../lib/elements.ts";
import { say } from "../../lib/wording.ts";
import { inWords, refusal } from "./judging.ts";

const FALLBACK_MEGABYTES = 64;

function messageOf(answer: string): string {
  try {
    return (JSON.parse(answer) as { message?: string }).message ?? "";
  } catch {
    return ""; // some gateway in between spoke
  }
}

class FileDrop extends HTMLElement {
  #leaving = new AbortController();
  #said = element("p", { class: "drop-said", role: "status" });
  #bar = element("progress", { class: "drop-bar", max: 1, hidden: true });
  #sending: XMLHttpRequest | undefined;

  connectedCallback(): void {
    const form = this.closest("form");
    const field = this.querySelector<HTMLInputElement>("input[type=file]");
    if (!form || !field) return;
    const { signal } = (this.#leaving = new AbortController());
    this.#bar.setAttribute("aria-label", say("上传进度", "Upload"));
    this.append(this.#said, this.#bar);
    // A field that the browser kept over a reload has its file still.
    if (field.files?.length) this.#look(field);

    document.addEventListener("dragenter", (event) => this.#over(event, form), { signal });
    document.addEventListener("dragover", (event) => this.#over(event, form), { signal });
    document.addEventListener(
      "dragleave",
      // Between two elements of the page the browser names the next one; at its edge it names none.
      (event) => event.relatedTarget || form.classList.remove("is-over"),
      { signal },
    );
    document.addEventListener("drop", (event) => this.#drop(event, form, field), { signal });
    field.addEventListener("change", () => this.#look(field), { signal });
    form.addEventListener("submit", (event) => this.#submit(event, form), { signal });
    // Back from the dry run the browser may show this page as it was left: still sending.
    window.addEventListener("pageshow", (event) => event.persisted && this.#end(""), { signal });
  }

  disconnectedCallback(): void {
    this.#leaving.abort();
    this.#sending?.abort();
    this.#sending = undefined;
  }

  #over(event: DragEvent, form: HTMLFormElement): void {
    if (!event.dataTransfer?.types.includes("Files")) return; // a dragged word or link is not ours
    event.preventDefault();
    event.dataTransfer.dropEffect = this.#sending ? "none" : "copy";
    form.classList.toggle("is-over", !this.#sending);
  }

  #drop(event: DragEvent, form: HTMLFormElement, field: HTMLInputElement): void {
    const given = event.dataTransfer;
    if (!given?.types.includes("Files")) return;
    event.preventDefault(); // else the browser leaves the page to show the file
    form.classList.remove("is-over");
    if (this.#sending) return;
    const reason = this.#reason([...given.files], field);
    if (reason) {
      this.#say(reason, true);
      return;
    }
    field.files = given.files;
    this.#look(field);
    form.requestSubmit();
  }

  /** Name the chosen file; a file that cannot be taken holds the form back. */
  #look(field: HTMLInputElement): void {
    const [file] = field.files ?? [];
    const reason = file ? this.#reason([file], field) : "";
    field.setCustomValidity(reason);
    this.#say(reason || (file ? `${file.name}　${inWords(file.size)}` : ""), reason !== "");
  }

  #reason(files: readonly File[], field: HTMLInputElement): string {
    const most = Number(this.getAttribute("most-megabytes")) || FALLBACK_MEGABYTES;
    return refusal(files, field.accept, most);
  }

  #submit(event: SubmitEvent, form: HTMLFormElement): void {
    event.preventDefault();
    if (this.#sending) return;
    const sending = (this.#sending = new XMLHttpRequest()); // fetch cannot tell how much was sent
    sending.upload.addEventListener("progress", ({ loaded, total }) => {
      if (total) this.#bar.value = loaded / total;
    });
    sending.addEventListener("load", () => this.#answered(sending, form));
    sending.addEventListener("error", () =>
      this.#end(say("没有传上去，网络断了；请再试一次。", "Not sent, the connection broke; try again.")),
    );
    this.#bar.hidden = false;
    this.#bar.value = 0;
    form.setAttribute("aria-busy", "true");
    for (const button of form.querySelectorAll("button")) button.disabled = true;
    sending.open("POST", form.action);
    sending.setRequestHeader("Accept", "application/json"); // a refusal then comes as one sentence
    sending.send(new FormData(form));
  }

  #answered(sending: XMLHttpRequest, form: HTMLFormElement): void {
    // The browser followed the way to the dry run already; now the page goes there.
    if (sending.status < 400) {
      location.assign(sending.responseURL || form.action);
      return;
    }
    const unknown = say(
      `没有收下（${sending.status}）；请刷新页面再试。`,
      `Not taken (${sending.status}); reload the page and try again.`,
    );
    this.#end(messageOf(sending.responseText) || unknown);
  }

  #end(reason: string): void {
    this.#sending = undefined;
    this.#bar.hidden = true;
    const form = this.closest("form");
    form?.removeAttribute("aria-busy");
    for (const button of form?.querySelectorAll("button") ?? []) button.disabled = false;
    this.#say(reason, reason !== "");
  }

  #say(text: string, isRefusal = false): void {
    this.#said.textContent = text;
    this.#said.classList.toggle("is-refusal", isRefusal);
  }
}

customElements.define("file-drop", FileDrop);
