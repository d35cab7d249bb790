/** Pages that open without a network: forms of the outbox, as they were last seen. */

export const PAGES = "kaigong-pages";
export const FILES = "kaigong-files";
const MOST_PAGES = 30;

/** Whether a page holds a form that the outbox can send. */
export const isForOutbox = (html: string): boolean => html.includes("data-outbox=");

/** The styles and scripts that a page names. */
export function filesOf(html: string): string[] {
  return [...html.matchAll(/(?:href|src)="(\/static\/[^"]+)"/g)].map((found) => found[1]!);
}

/** Keep a page and what it looks like; the oldest goes where there are too many. */
export async function keepPage(url: string, response: Response): Promise<void> {
  const html = await response.clone().text();
  if (!isForOutbox(html)) return;
  const pages = await caches.open(PAGES);
  await pages.delete(url);
  await pages.put(url, response);
  const held = await pages.keys();
  await Promise.all(held.slice(0, -MOST_PAGES).map((each) => pages.delete(each)));
  const files = await caches.open(FILES);
  const missing = await Promise.all(
    filesOf(html).map(async (file) => ((await files.match(file)) ? [] : [file])),
  );
  await Promise.all(missing.flat().map((file) => files.add(file)));
}

/** Nothing of what a person saw stays readable. */
export const forgetPages = (): Promise<boolean> => caches.delete(PAGES);
