/** A finding is written once for all, under the prefix `f__` and the number `__`. */
const NAMES = ["id", "name", "for"];

/** A copy of the blank finding with its own names and number; `place` counts from 0. */
export function numbered(blank: DocumentFragment, place: number): DocumentFragment {
  const made = blank.cloneNode(true) as DocumentFragment;
  for (const each of made.querySelectorAll("*")) {
    for (const name of NAMES) {
      const held = each.getAttribute(name);
      if (held?.includes("f__")) each.setAttribute(name, held.replace("f__", `f${place}`));
    }
  }
  const title = made.querySelector(".card-title");
  if (title) title.textContent = (title.textContent ?? "").replace("__", String(place + 1));
  return made;
}
