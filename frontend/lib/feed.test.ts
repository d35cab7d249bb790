// @vitest-environment jsdom
import { afterEach, expect, it, vi } from "vitest";
import { readFeed, RefusedError, sendAct, wasAborted } from "./feed.ts";

const answering = (body: string, init: ResponseInit) =>
  vi.stubGlobal(
    "fetch",
    vi.fn(async () => new Response(body, init)),
  );
const json = { "content-type": "application/json" };

afterEach(() => {
  vi.unstubAllGlobals();
  document.body.replaceChildren();
});

it("hands on what the server explains when it refuses", async () => {
  answering('{"code":"ledger.locked","message":"计划已锁定"}', { status: 422, headers: json });
  const refusal = await readFeed("/x").catch((error: unknown) => error);
  expect(refusal).toBeInstanceOf(RefusedError);
  expect(refusal).toMatchObject({ status: 422, code: "ledger.locked", message: "计划已锁定" });
});

it("says what to do when the answer is a page instead of a feed", async () => {
  document.documentElement.lang = "en";
  answering("<html>", { status: 403, headers: { "content-type": "text/html" } });
  await expect(readFeed("/x")).rejects.toThrow("sign in");
});

it("sends the token of the page's form with an act", async () => {
  document.body.innerHTML = '<input name="csrfmiddlewaretoken" value="t0ken">';
  answering('{"saved":1}', { status: 200, headers: json });
  expect(await sendAct("/x", { a: 1 })).toEqual({ saved: 1 });
  const [, sent] = vi.mocked(fetch).mock.calls[0]!;
  expect(new Headers(sent!.headers).get("X-CSRFToken")).toBe("t0ken");
  expect(sent!.body).toBe('{"a":1}');
});

it("knows an aborted reading from a failed one", () => {
  expect(wasAborted(new DOMException("", "AbortError"))).toBe(true);
  expect(wasAborted(new TypeError("network"))).toBe(false);
});
