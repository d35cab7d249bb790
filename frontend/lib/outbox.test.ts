// @vitest-environment jsdom
import { beforeEach, expect, it } from "vitest";
import { filesOf, isForOutbox } from "./kept_pages.ts";
import { actOf, addressOf } from "./forms.ts";
import { type Act, bodyOf, chosen, newKey } from "./outbox.ts";
import { outcomeOf } from "./sending.ts";

beforeEach(() => {
  document.documentElement.lang = "en";
  document.body.innerHTML = `
    <form action="/jingyue/issues/new/" data-outbox="Raise" data-outbox-title="title">
      <input type="hidden" name="csrfmiddlewaretoken" value="secret">
      <input name="title" value="No power"><input name="seen" value="W-1 ">
      <input type="file" name="papers"><button name="join" value="W-2">Join</button>
    </form>`;
});

const form = () => document.querySelector("form")!;

it("keeps what a form says and the button that was pressed, and no seal of the page", async () => {
  const act = await actOf(form(), document.querySelector("button"), "me", "k");
  expect(act.fields).toEqual([["title", "No power"], ["seen", "W-1 "], ["join", "W-2"]]);
  expect([act.url, act.label, act.title, act.who]).toEqual(["/jingyue/issues/new/", "Raise", "No power", "me"]);
  expect(act.files).toEqual([]);
  form().append(Object.assign(document.createElement("input"), { name: "action" }));
  expect(addressOf(form())).toBe("/jingyue/issues/new/");
});

it("gives each act its own key where the page bears one of its own", async () => {
  form().dataset["outboxKey"] = "seen";
  const keys = await Promise.all(["k1", "k2"].map((key) => actOf(form(), null, "me", key)));
  expect(keys.map(({ fields }) => Object.fromEntries(fields)["seen"])).toEqual(["k1", "k2"]);
});

it("sends the bytes of a file under its name", () => {
  const bytes = new TextEncoder().encode("photo").buffer as ArrayBuffer;
  const act: Act = {
    key: "k", who: "me", url: "/", label: "", title: "", at: 0, fields: [["a", "1"], ["a", "2"]],
    files: [{ field: "papers", name: "现场.png", type: "image/png", bytes }],
  };
  const body = bodyOf(act);
  expect(body.getAll("a")).toEqual(["1", "2"]);
  const file = body.get("papers") as File;
  expect([file.name, file.type, file.size]).toEqual(["现场.png", "image/png", 5]);
});

it("takes a choice in the place of what was said before, and waits no longer", async () => {
  const act = { ...(await actOf(form(), null, "me", "k")), told: "looks like W-3", choices: [] };
  const next = chosen(act, { label: "raise it", fields: { seen: "W-3" } });
  expect(next.fields).toEqual([["title", "No power"], ["seen", "W-3"]]);
  expect("told" in next).toBe(false);
  expect(next.key).toBe("k");
});

it("makes keys that nobody makes twice", () => {
  expect(new Set(Array.from({ length: 500 }, newKey)).size).toBe(500);
  expect(newKey()).toMatch(/^[0-9a-f]{32}$/);
});

it.each([
  [201, true, "done"],
  [200, false, "later"], // the page of log-in
  [201, false, "later"], // some gateway in between spoke
  [500, true, "later"],
  [503, false, "later"],
  [429, true, "later"],
  [409, true, "refused"],
  [422, true, "refused"],
  [404, true, "refused"],
  [403, false, "refused"],
])("an answer %i (ours: %s) means %s", (status, isOurs, how) => {
  expect(outcomeOf({ status, isOurs, body: { url: "/x/" } }).how).toBe(how);
});

it("tells what the house said, or that it said nothing", () => {
  const told = outcomeOf({ status: 409, isOurs: true, body: { message: "looks like W-3" } });
  expect(told).toMatchObject({ told: "looks like W-3", choices: [] });
  expect(outcomeOf({ status: 403, isOurs: false, body: {} })).toMatchObject({
    told: expect.stringContaining("403"),
  });
});

it("knows a page with a form of the outbox, and its files", () => {
  const html = '<link href="/static/a.css?1"><script src="/static/b.js"></script><a href="/x/">';
  expect(filesOf(html)).toEqual(["/static/a.css?1", "/static/b.js"]);
  expect(isForOutbox(html)).toBe(false);
  expect(isForOutbox(document.body.innerHTML)).toBe(true);
});
