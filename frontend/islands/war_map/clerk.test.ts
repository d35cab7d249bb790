import { afterEach, describe, expect, it, vi } from "vitest";

import { Clerk } from "./clerk.ts";

const answered = (version: number): Response =>
  new Response(JSON.stringify({ feed: { version } }), { headers: { "content-type": "application/json" } });
const refused = (): Response =>
  new Response(JSON.stringify({ code: "x", message: "no" }), { status: 422, headers: { "content-type": "application/json" } });

vi.stubGlobal("document", { querySelector: () => null, documentElement: { lang: "zh" } });
afterEach(() => vi.unstubAllGlobals());

describe("the clerk", () => {
  it("sends one edit after the other, each with the version that the one before made", async () => {
    const sent: Record<string, unknown>[] = [];
    vi.stubGlobal("fetch", async (_url: string, { body }: { body: string }) => {
      sent.push(JSON.parse(body) as Record<string, unknown>);
      return sent.length === 2 ? refused() : answered(sent.length + 1);
    });
    let version = 1;
    const clerk = new Clerk("/edit/", () => version, () => ({ reason: "weather", why: "" }));
    const first = clerk.ask({ act: "add" }).then((answer) => void (version = answer.feed.version as number));
    const second = clerk.ask({ act: "indent", keys: ["A"] });
    const third = clerk.ask({ act: "undo" });
    await first;
    await expect(second).rejects.toThrow("no");
    await third;
    expect(sent.map(({ act, version: seen }) => [act, seen])).toEqual([["add", 1], ["indent", 2], ["undo", 2]]);
    expect(sent[0]!["reason"]).toBe("weather");
  });
});
