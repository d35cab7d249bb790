/**
 * <outbox-list>: what waits on this phone, what the house asks about it, and what opens without a
 * network. The page around it holds nothing of a person, so that it may be kept on the phone.
 */
import { element } from "../../lib/elements.ts";
import { PAGES } from "../../lib/kept_pages.ts";
import { type Act, CHANGED, chosen, everything, keep, remove } from "../../lib/outbox.ts";
import { type Round, sendAll, ticket } from "../../lib/sending.ts";
import { say } from "../../lib/wording.ts";

const WHO = "kaigong-who";

class OutboxList extends HTMLElement {
  #leaving = new AbortController();
  #state: Round["state"] = "clear";

  connectedCallback(): void {
    const { signal } = (this.#leaving = new AbortController());
    addEventListener(CHANGED, () => void this.#draw(), { signal });
    addEventListener("online", () => void this.#send(), { signal });
    void this.#know().then(() => this.#send());
  }

  disconnectedCallback(): void {
    this.#leaving.abort();
  }

  /** Whose phone it is now; without a network it is whoever was here last and did not sign out. */
  async #know(): Promise<void> {
    await this.#draw();
    try {
      const { who } = await ticket();
      if (who) localStorage.setItem(WHO, who);
      else localStorage.removeItem(WHO);
    } catch {
      this.#state = "network";
    }
  }

  async #send(): Promise<void> {
    const round = await sendAll();
    this.#state = round.state;
    await this.#draw();
    const done = [...round.outcomes.values()].filter((each) => each.how === "done");
    for (const each of done) {
      const text = each.told.join("；") || say("已发出", "Sent");
      this.prepend(
        element("p", { class: "alert", role: "status" }, element("a", { class: "link", href: each.url }, text)),
      );
    }
  }

  async #draw(): Promise<void> {
    const who = localStorage.getItem(WHO) ?? "";
    const acts = await everything();
    const mine = acts.filter((act) => act.who === who);
    const others = acts.length - mine.length;
    const parts: (Node | false)[] = [
      this.#said(mine.length),
      mine.length > 0 && element("ol", { class: "list" }, ...mine.map((act) => this.#row(act))),
      others > 0 &&
        element(
          "p",
          { class: "t2 ink-2" },
          say(
            `另有 ${others} 条是别人在这台手机上写的，本人登录后才会发出。`,
            `${others} more were written on this phone by somebody else and go when that person signs in.`,
          ),
        ),
      await this.#pages(),
    ];
    const notes = [...this.querySelectorAll(":scope > .alert")];
    this.replaceChildren(...notes, ...parts.filter((part): part is Node => !!part));
  }

  #said(count: number): HTMLElement {
    if (count === 0) return element("p", {}, say("没有待发的内容。", "Nothing waits."));
    const text = {
      clear: say("有网络时自动发出。", "They go by themselves when there is a network."),
      network: say("没有网络；有网络时自动发出。", "No network; they go by themselves when there is one."),
      "signed-out": say("登录已过期，重新登录后发出。", "Your session has ended; they go when you sign in."),
      trouble: say("服务器现在收不了，稍后再试。", "The server cannot take them now; tried again later."),
    }[this.#state];
    const line = element("p", { class: "line" }, text);
    if (this.#state === "signed-out") {
      line.append(element("a", { class: "link", href: "/accounts/login/?next=/me/outbox/" }, say("登录", "Sign in")));
    }
    return line;
  }

  #row(act: Act): HTMLElement {
    const at = new Date(act.at);
    const when = `${at.getMonth() + 1}-${String(at.getDate()).padStart(2, "0")} ${at.toTimeString().slice(0, 5)}`;
    const files = act.files.length
      ? say(`${act.files.length} 个文件`, act.files.length === 1 ? "1 file" : `${act.files.length} files`)
      : "";
    const row = element(
      "li",
      {},
      element("p", { class: "line" }, element("b", { class: "clip" }, act.title || act.label), element("span", { class: "age push" }, when)),
      element("p", { class: "line t2 ink-2" }, act.label, " ", files),
    );
    if (act.told !== undefined) row.append(element("p", { class: "is-red t2" }, act.told));
    const ways = element("p", { class: "outbox-ways" });
    for (const choice of act.choices ?? []) {
      ways.append(this.#button(choice.label, () => this.#again(chosen(act, choice))));
    }
    if (act.told !== undefined && !act.choices?.length) {
      ways.append(
        this.#button(say("再发一次", "Send again"), () => this.#again(chosen(act, { label: "", fields: {} }))),
      );
    }
    ways.append(this.#button(say("删去", "Delete"), () => this.#drop(act)));
    row.append(ways);
    return row;
  }

  #button(label: string, act: () => Promise<void>): HTMLElement {
    const button = element("button", { class: "btn", type: "button" }, label);
    button.addEventListener("click", () => void act());
    return button;
  }

  async #again(act: Act): Promise<void> {
    await keep(act);
    await this.#send();
  }

  async #drop(act: Act): Promise<void> {
    const sure = say(`删去「${act.title || act.label}」？没有发出过，删了就没有了。`, `Delete “${act.title || act.label}”? It was never sent.`);
    if (confirm(sure)) await remove(act.key);
  }

  async #pages(): Promise<Node | false> {
    if (!("caches" in window) || !localStorage.getItem(WHO)) return false;
    const pages = await caches.open(PAGES);
    const links = await Promise.all(
      (await pages.keys()).map(async (request) => {
        const html = (await (await pages.match(request))?.text()) ?? "";
        const title = new DOMParser().parseFromString(html, "text/html").title;
        return element("li", {}, element("a", { class: "link", href: request.url }, title || request.url));
      }),
    );
    if (links.length === 0) return false;
    return element(
      "section",
      {},
      element("h2", { class: "card-title" }, say("没有网络也能打开", "Opens without a network")),
      element("ul", { class: "list" }, ...links),
    );
  }
}

customElements.define("outbox-list", OutboxList);
