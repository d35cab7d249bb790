/**
 * <out-box>: stands in the frame of every page and shows how much waits on this phone.
 *
 * It takes over each form that says `data-outbox="what it is"` (and with `data-outbox-title` names
 * the field that says what about): what was written is kept on the phone first and sent then, at
 * once or when there is a network again. Such a form's view is `sent_once`. Without script, without
 * IndexedDB or signed out a form goes as any other.
 */
import { askToBeWoken } from "../../lib/background.ts";
import { openDialog } from "../../lib/popover.ts";
import { element } from "../../lib/elements.ts";
import { actOf, addressOf } from "../../lib/forms.ts";
import { PAGES, forgetPages, keepPage } from "../../lib/kept_pages.ts";
import { CHANGED, type Act, everything, keep, newKey, remove } from "../../lib/outbox.ts";
import { type Outcome, type Round, sendAll } from "../../lib/sending.ts";
import { say } from "../../lib/wording.ts";

const WHO = "kaigong-who"; // read by the page of the outbox, which has to know it without a network
const SOON_MS = 5_000;
const LATE_MS = 60_000;
const STALE_MS = 6 * 3600 * 1000;

class OutBox extends HTMLElement {
  #leaving = new AbortController();
  #who = "";
  #wait = SOON_MS;
  #next = 0;
  #keys = new WeakMap<HTMLFormElement, string>(); // a form that was refused is the same act again

  connectedCallback(): void {
    this.#who = this.getAttribute("who") ?? "";
    void this.#serve();
    if (!this.#who) {
      localStorage.removeItem(WHO);
      if ("caches" in window) void forgetPages();
      return;
    }
    localStorage.setItem(WHO, this.#who);
    const { signal } = (this.#leaving = new AbortController());
    document.addEventListener("submit", (event) => this.#submitted(event), { signal });
    addEventListener(CHANGED, () => void this.#count(), { signal });
    addEventListener("online", () => void this.#send(), { signal });
    addEventListener("offline", () => this.toggleAttribute("cut", true), { signal });
    document.addEventListener(
      "visibilitychange",
      () => document.visibilityState === "visible" && void this.#send(),
      { signal },
    );
    void this.#count();
    void this.#send();
  }

  disconnectedCallback(): void {
    this.#leaving.abort();
    clearTimeout(this.#next);
  }

  async #serve(): Promise<void> {
    if (!("serviceWorker" in navigator)) return; // no TLS: the outbox works while a page is open
    try {
      await navigator.serviceWorker.register("/sw", { scope: "/" });
      await this.#stock();
    } catch (error) {
      console.warn("outbox", error);
    }
  }

  /** Have the form at hand before it is needed: as an installed app, once in six hours. */
  async #stock(): Promise<void> {
    const url = this.getAttribute("stock");
    if (!url || !this.#who || !matchMedia("(display-mode: standalone)").matches) return;
    await navigator.serviceWorker.ready;
    const held = await (await caches.open(PAGES)).match(url);
    const age = Date.now() - Date.parse(held?.headers.get("date") ?? "");
    if (age < STALE_MS) return;
    const response = await fetch(url);
    if (response.ok && !response.redirected) await keepPage(url, response);
  }

  async #mine(): Promise<Act[]> {
    return (await everything()).filter((act) => act.who === this.#who);
  }

  async #count(): Promise<void> {
    const acts = await this.#mine();
    const asking = acts.filter((act) => act.told !== undefined).length;
    const link = this.querySelector("a");
    if (!link) return;
    link.hidden = acts.length === 0;
    link.replaceChildren(
      asking ? say("待你决定", "To decide") : say("待发", "To send"),
      " ",
      element("b", {}, String(asking || acts.length)),
    );
  }

  /** Send what waits; as long as something cannot go, try again by and by. */
  async #send(): Promise<Round> {
    clearTimeout(this.#next);
    const round = await sendAll();
    this.toggleAttribute("cut", round.state === "network");
    const isWaiting = round.state === "network" || round.state === "trouble";
    this.#wait = isWaiting ? Math.min(this.#wait * 2, LATE_MS) : SOON_MS;
    if (isWaiting) void askToBeWoken(); // this page may be closed before there is a network
    if (isWaiting && !this.#leaving.signal.aborted) {
      this.#next = window.setTimeout(() => void this.#send(), this.#wait);
    }
    return round;
  }

  #submitted(event: SubmitEvent): void {
    const form = event.target as HTMLFormElement;
    if (form.matches("[data-outbox]") && "indexedDB" in window) {
      event.preventDefault();
      void this.#take(form, event.submitter);
    } else if (addressOf(form) === "/accounts/logout/") {
      event.preventDefault();
      void this.#signOut(form);
    }
  }

  async #take(form: HTMLFormElement, submitter: HTMLElement | null): Promise<void> {
    if (form.getAttribute("aria-busy")) return;
    form.setAttribute("aria-busy", "true");
    try {
      const key = this.#keys.get(form) ?? newKey();
      this.#keys.set(form, key);
      await keep(await actOf(form, submitter, this.#who, key));
      void navigator.storage?.persist?.();
      this.#note(form, say("已存在手机上，正在发送…", "Kept on this phone, sending …"));
      const round = await this.#send();
      await this.#told(form, key, round);
    } catch (error) {
      console.warn("outbox", error);
      // The phone cannot keep it, no room or not allowed: it goes as without an outbox.
      if (submitter instanceof HTMLButtonElement && submitter.name) {
        form.append(element("input", { type: "hidden", name: submitter.name, value: submitter.value }));
      }
      form.submit();
    } finally {
      form.removeAttribute("aria-busy");
    }
  }

  async #told(form: HTMLFormElement, key: string, round: Round): Promise<void> {
    const outcome: Outcome | undefined = round.outcomes.get(key);
    if (outcome?.how === "done") {
      location.assign(outcome.url || location.href);
      return;
    }
    if (outcome?.how === "refused") {
      this.#note(form, outcome.told, this.#ways(form, outcome), true);
      return;
    }
    if (!(await everything()).some((act) => act.key === key)) {
      location.reload(); // another tab has sent it
      return;
    }
    const text =
      round.state === "signed-out"
        ? say("已存在手机上。登录已过期，重新登录后会发出。", "Kept on this phone. Sign in again and it goes.")
        : say(
            "没有网络，已存在手机上；有网络时会自动发出，关掉页面也不会丢。",
            "No network. It is kept on this phone and goes by itself; you may close the page.",
          );
    form.reset();
    this.#keys.delete(form);
    this.#note(form, text, [element("a", { class: "link", href: "/me/outbox/" }, say("看待发", "Open the outbox"))]);
  }

  #ways(form: HTMLFormElement, outcome: Outcome & { how: "refused" }): HTMLElement[] {
    return outcome.choices.map((choice) => {
      const way = element("button", { class: "btn", type: "button" }, choice.label);
      way.addEventListener("click", () => {
        for (const [name, value] of Object.entries(choice.fields)) {
          for (const held of form.querySelectorAll(`[name="${name}"][type=hidden]`)) held.remove();
          for (const held of document.querySelectorAll(`[form="${form.id}"][name="${name}"][type=hidden]`)) held.remove();
          form.append(element("input", { type: "hidden", name, value }));
        }
        form.noValidate = true;
        form.requestSubmit();
      });
      return way;
    });
  }

  #note(form: HTMLFormElement, text: string, more: HTMLElement[] = [], isRefusal = false): void {
    form.querySelector(".outbox-note")?.remove();
    const colour = isRefusal ? (more.length ? "alert-amber" : "alert-red") : "";
    const role = isRefusal ? "alert" : "status";
    const note = element("div", { class: `alert outbox-note ${colour}`, role });
    note.append(element("p", {}, text), ...more);
    (form.querySelector(".card-body") ?? form).append(note);
    note.scrollIntoView({ block: "center" }); // clear of the bar at a phone's foot
  }

  /** What was not sent stays, goes, or is sent first: the person says which. */
  async #signOut(form: HTMLFormElement): Promise<void> {
    const acts = await this.#mine().catch(() => []);
    const leave = async () => {
      localStorage.removeItem(WHO);
      if ("caches" in window) await forgetPages();
      form.submit();
    };
    if (acts.length === 0) return leave();
    const stay = element("button", { class: "btn", type: "button" }, say("留在手机上，退出", "Keep them, sign out"));
    const drop = element("button", { class: "btn", type: "button" }, say("删去，退出", "Delete them, sign out"));
    const first = element("a", { class: "btn btn-primary", href: "/me/outbox/" }, say("先去发送", "Send them first"));
    openDialog(say(`还有 ${acts.length} 条没有发出`, `${acts.length} not sent yet`), [
      element(
        "p",
        {},
        say(
          "留下的只有你再登录这台手机时才看得到、才会发出。手机多人共用时，请先发送或删去。",
          "What stays is shown and sent only when you sign in on this phone again. On a shared phone send or delete it first.",
        ),
      ),
      element("p", { class: "outbox-ways" }, first, stay, drop),
    ]);
    stay.addEventListener("click", () => void leave());
    drop.addEventListener("click", async () => {
      for (const act of acts) await remove(act.key);
      await leave();
    });
  }
}

customElements.define("out-box", OutBox);
