/** The one script of a page: htmx, and each island when its tag is first met. */
import "htmx.org";
import { centreCurrent } from "./lib/current_tab.ts";

// One folder is one custom element: islands/ledger_grid/index.ts is <ledger-grid>.
const folders = import.meta.glob("./islands/*/index.ts");
const islands = new Map(
  Object.entries(folders).map(([path, load]) => [path.split("/")[2]!.replaceAll("_", "-"), load]),
);

function wake(root: ParentNode): void {
  for (const [tag, load] of islands) {
    if (root.querySelector(tag)) {
      islands.delete(tag);
      load().catch((reason: unknown) => {
        islands.set(tag, load); // a lost connection: the next swap tries again
        console.error(`<${tag}>`, reason);
      });
    }
  }
}

centreCurrent(document);
wake(document);
document.addEventListener("htmx:after:swap", () => wake(document));
