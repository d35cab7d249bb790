/** What a form of the outbox says; apart from the box itself, which the service worker opens too. */
import type { Act, KeptFile } from "./outbox.ts";

/** Where a form goes; a field of it may be called `action`, so it is not asked for that. */
export function addressOf(form: HTMLFormElement): string {
  const { pathname, search } = new URL(form.getAttribute("action") || location.href, location.href);
  return pathname + search;
}

/** What a form says, ready to be kept; the seal of the page stays out, it will be another one. */
export async function actOf(
  form: HTMLFormElement,
  submitter: HTMLElement | null,
  who: string,
  key: string,
): Promise<Act> {
  const fields: [string, string][] = [];
  const files: KeptFile[] = [];
  for (const [field, value] of new FormData(form, submitter)) {
    if (field === "csrfmiddlewaretoken") continue;
    // A page that was kept bears one key however often it is filled in; each act has its own.
    if (field === form.dataset["outboxKey"]) fields.push([field, key]);
    else if (typeof value === "string") fields.push([field, value]);
    else if (value.name && value.size) {
      // The bytes themselves: the file behind a camera's picture may be gone tomorrow.
      const bytes = await value.arrayBuffer();
      files.push({ field, name: value.name, type: value.type, bytes });
    }
  }
  const about = form.dataset["outboxTitle"] ?? "";
  const title = fields.find(([field]) => field === about)?.[1] ?? "";
  const url = addressOf(form);
  return { key, who, url, label: form.dataset["outbox"] ?? "", title, at: Date.now(), fields, files };
}
