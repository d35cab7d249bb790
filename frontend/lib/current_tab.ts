/** A row of links that is wider than the screen opens with the current one in its middle. */
export function centreCurrent(root: ParentNode): void {
  for (const here of root.querySelectorAll<HTMLElement>("nav [aria-current]")) {
    let row = here.parentElement;
    while (row && row.localName !== "body" && row.scrollWidth <= row.clientWidth) row = row.parentElement;
    if (!row || row.localName === "body") continue;
    const [own, whole] = [here.getBoundingClientRect(), row.getBoundingClientRect()];
    row.scrollLeft += own.left + own.width / 2 - whole.left - whole.width / 2;
  }
}
