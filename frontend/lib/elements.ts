/** Making elements without markup strings, so that no text of a person ever becomes markup. */
type Child = Node | string | null | undefined | false;
type Traits = Record<string, string | number | boolean | EventListener | undefined>;

/** `element("button", {class: "btn", onclick: save}, "保存")`; a trait that is false is left out. */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  traits: Traits = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(traits)) {
    if (typeof value === "function") made.addEventListener(name.slice(2), value);
    else if (value === true) made.setAttribute(name, "");
    else if (value !== false && value !== undefined) made.setAttribute(name, String(value));
  }
  made.append(...children.filter((child): child is Node | string => !!child));
  return made;
}

export function drawing(tag: string, traits: Record<string, string | number>, ...children: Node[]) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(traits)) made.setAttribute(name, String(value));
  made.append(...children);
  return made;
}
