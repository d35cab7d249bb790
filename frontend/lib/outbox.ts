/**
 * What was written on this phone and has not reached the house yet, in IndexedDB.
 *
 * An act is removed only after the house has answered that it is done. Its key goes along each
 * time, so that one that was done while the answer got lost is not done again
 * (`kaigong/web/sent_once.py`).
 */

export interface Choice {
  label: string;
  fields: Record<string, string>;
}

export interface KeptFile {
  field: string;
  name: string;
  type: string;
  bytes: ArrayBuffer;
}

export interface Act {
  key: string;
  who: string; // whose act it is; nobody else's session sends it
  url: string;
  label: string; // what it is: 提出问题
  title: string; // what it is about, for the list
  at: number;
  fields: [string, string][];
  files: KeptFile[];
  told?: string; // why the house did not take it; such an act waits for the person
  choices?: Choice[];
}

const NAME = "kaigong-outbox";
const STORE = "acts";
export const CHANGED = "outbox:changed";
const channel = "BroadcastChannel" in globalThis ? new BroadcastChannel(NAME) : undefined;
channel?.addEventListener("message", () => dispatchEvent(new Event(CHANGED)));

function opened(): Promise<IDBDatabase> {
  return new Promise((found, failed) => {
    const asked = indexedDB.open(NAME, 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore(STORE, { keyPath: "key" });
    asked.onsuccess = () => found(asked.result);
    asked.onerror = () => failed(asked.error);
  });
}

/** Done means on the disk: `strict`, so that a phone that dies a moment later has it still. */
async function changing(change: (store: IDBObjectStore) => void): Promise<void> {
  const base = await opened();
  try {
    await new Promise<void>((done, failed) => {
      const whole = base.transaction(STORE, "readwrite", { durability: "strict" });
      change(whole.objectStore(STORE));
      whole.oncomplete = () => done();
      whole.onerror = whole.onabort = () => failed(whole.error);
    });
  } finally {
    base.close();
  }
  dispatchEvent(new Event(CHANGED));
  channel?.postMessage("changed");
}

export const keep = (act: Act): Promise<void> => changing((store) => store.put(act));
export const remove = (key: string): Promise<void> => changing((store) => store.delete(key));

/** All acts on this phone, of whomever, the oldest first. */
export async function everything(): Promise<Act[]> {
  const base = await opened();
  try {
    const acts = await new Promise<Act[]>((found, failed) => {
      const asked = base.transaction(STORE).objectStore(STORE).getAll();
      asked.onsuccess = () => found(asked.result as Act[]);
      asked.onerror = () => failed(asked.error);
    });
    return acts.sort((one, other) => one.at - other.at);
  } finally {
    base.close();
  }
}

/** 128 random bits; `crypto.randomUUID` is missing where there is no TLS. */
export function newKey(): string {
  const bits = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bits, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** The same act with what a choice adds to it. */
export function chosen(act: Act, choice: Choice): Act {
  const kept = act.fields.filter(([field]) => !(field in choice.fields));
  const { told: _told, choices: _choices, ...rest } = act;
  return { ...rest, fields: [...kept, ...Object.entries(choice.fields)] };
}

export function bodyOf(act: Act): FormData {
  const body = new FormData();
  for (const [field, text] of act.fields) body.append(field, text);
  for (const { field, name, type, bytes } of act.files) {
    body.append(field, new File([bytes], name, { type }));
  }
  return body;
}
