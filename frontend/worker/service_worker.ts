/**
 * Between the pages and the network: files from the phone, pages from the house.
 *
 * What waits in the outbox it sends when the browser wakes it, also while no page is open.
 * Without a network a page that holds a form of the outbox opens as it was last seen, any other
 * address leads to the outbox. The house writes `KEPT` and `MARK` above this script
 * (`kaigong/web/views/phone.py`): a new build is another script, so the browser takes it up.
 */
import { TAG, sendWhenWoken } from "../lib/background.ts";
import { FILES, PAGES, forgetPages, keepPage } from "../lib/kept_pages.ts";

declare const self: ServiceWorkerGlobalScope & { KEPT: string[] };

/** What the browser gives when it wakes us; no standard yet, so TypeScript does not know it. */
interface WakeEvent extends ExtendableEvent {
  tag: string;
}

const OUTBOX = "/me/outbox/";
const PATIENCE_MS = 12_000;

self.addEventListener("install", (event) => {
  event.waitUntil(installed());
});

self.addEventListener("activate", (event) => {
  event.waitUntil(activated());
});

self.addEventListener("sync", (event) => {
  const woken = event as WakeEvent;
  if (woken.tag === TAG) woken.waitUntil(sendWhenWoken());
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== location.origin) return;
  if (url.pathname === "/accounts/logout/" && request.method === "POST") {
    event.waitUntil(forgetPages());
  }
  if (request.method !== "GET") return;
  if (url.pathname.startsWith("/static/")) event.respondWith(file(request, url));
  else if (request.mode === "navigate") event.respondWith(page(event, url));
});

async function installed(): Promise<void> {
  const files = await caches.open(FILES);
  await files.addAll([...self.KEPT, OUTBOX]);
  await self.skipWaiting();
}

async function activated(): Promise<void> {
  // Pages of the build before name files that are gone.
  const files = await caches.open(FILES);
  const wanted = new Set([...self.KEPT, OUTBOX]);
  for (const held of await files.keys()) {
    const { pathname, search } = new URL(held.url);
    if (!wanted.has(pathname + search)) await files.delete(held);
  }
  await forgetPages();
  await self.clients.claim();
}

async function file(request: Request, url: URL): Promise<Response> {
  const isFresh = url.search !== "?now"; // so a house that is being built marks its styles
  const files = await caches.open(FILES);
  const held = isFresh ? await files.match(request) : undefined;
  if (held) return held;
  try {
    const response = await fetch(request);
    if (response.ok) await files.put(request, response.clone());
    return response;
  } catch (error) {
    const last = await files.match(request);
    if (last) return last;
    throw error;
  }
}

async function page(event: FetchEvent, url: URL): Promise<Response> {
  const held = await keptPage(url);
  try {
    // Only a page that is at hand has a limit: another one may take as long as it needs.
    const response = await (held ? answered(event.request) : fetch(event.request));
    if (url.pathname === "/accounts/login/") event.waitUntil(forgetPages());
    else if (response.ok && response.headers.get("content-type")?.includes("html")) {
      const copy = response.clone();
      if (url.pathname === OUTBOX) {
        event.waitUntil(caches.open(FILES).then((files) => files.put(OUTBOX, copy)));
      } else event.waitUntil(keepPage(url.pathname + url.search, copy));
    }
    return response;
  } catch {
    return held ?? (await (await caches.open(FILES)).match(OUTBOX)) ?? Response.error();
  }
}

async function keptPage(url: URL): Promise<Response | undefined> {
  const pages = await caches.open(PAGES);
  const place = url.pathname + url.search;
  return (await pages.match(place)) ?? (await pages.match(place, { ignoreSearch: true }));
}

function answered(request: Request): Promise<Response> {
  return new Promise((found, failed) => {
    const enough = setTimeout(() => failed(new TypeError("no answer")), PATIENCE_MS);
    fetch(request)
      .then(found, failed)
      .finally(() => clearTimeout(enough));
  });
}
