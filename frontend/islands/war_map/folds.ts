/** What is folded goes along to where the same rows leave the house, as a link of the page says. */
import type { Plan } from "./scene.ts";

const ROOM = 3000; // letters of an address that every server and proxy takes

/** Keys of folded groups, those that hide most first: what lies below a folded one is hidden anyway. */
export function foldedKeys({ outline, feed }: Plan, isClosed: (row: number) => boolean): string[] {
  const seen: string[] = [];
  const hidden: string[] = [];
  let end = 0; // one past the rows below a folded group
  for (let row = 0; row < outline.count; row += 1) {
    if (!isClosed(row)) continue;
    (row < end ? hidden : seen).push(feed.rows.key[row]!);
    end = Math.max(end, outline.endOf(row));
  }
  return [...seen, ...hidden];
}

/** The address with `folded=` for each key, as many as fit. */
export function withFolds(href: string, keys: readonly string[]): string {
  const address = new URL(href);
  address.searchParams.delete("folded");
  for (const key of keys) {
    const longer = new URL(address);
    longer.searchParams.append("folded", key);
    if (longer.search.length > ROOM) break;
    address.search = longer.search;
  }
  return address.href;
}

/** Links with `data-folds="war-map"` take along what is folded when they are followed. */
export function leadFolds(keys: () => readonly string[], signal: AbortSignal): void {
  const follow = ({ target }: Event): void => {
    const link = (target as Element).closest<HTMLAnchorElement>("a[data-folds='war-map']");
    if (link) link.href = withFolds(link.href, keys());
  };
  for (const name of ["click", "auxclick", "contextmenu"]) document.addEventListener(name, follow, { signal, capture: true });
}
