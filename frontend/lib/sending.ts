/** Sending what lies in the outbox, oldest first, under the session of whose it is. */
import { type Act, type Choice, bodyOf, everything, keep, remove } from "./outbox.ts";
import { say } from "./wording.ts";

const TICKET = "/me/outbox/ticket/";

export type Outcome =
  | { how: "done"; url: string; told: string[] }
  | { how: "refused"; told: string; choices: Choice[] }
  | { how: "later"; why: "network" | "signed-out" | "trouble" };

export interface Answer {
  status: number;
  isOurs: boolean; // JSON, and not from a page of log-in that the request was led to
  body: { url?: string; told?: string[]; message?: string; choices?: Choice[] };
}

/** What an answer means for an act. Only a plain no of the house stops it; all else is tried again. */
export function outcomeOf({ status, isOurs, body }: Answer): Outcome {
  if (status === 201 && isOurs) return { how: "done", url: body.url ?? "", told: body.told ?? [] };
  if (status >= 500 || status === 408 || status === 429) return { how: "later", why: "trouble" };
  if (status < 400) return { how: "later", why: "signed-out" };
  const unknown = say(
    `系统没有收下（${status}）。可以再发一次，或删去重填。`,
    `Not taken (${status}). Send it again, or delete it and fill it in anew.`,
  );
  return { how: "refused", told: body.message || unknown, choices: body.choices ?? [] };
}

async function sent(act: Act, seal: string): Promise<Outcome> {
  const headers = {
    Accept: "application/json",
    "Idempotency-Key": act.key,
    "X-CSRFToken": seal,
  };
  const response = await fetch(act.url, { method: "POST", headers, body: bodyOf(act) });
  const isJson = response.headers.get("content-type")?.includes("json") ?? false;
  const body = isJson ? ((await response.json()) as Answer["body"]) : {};
  return outcomeOf({ status: response.status, isOurs: isJson && !response.redirected, body });
}

interface Ticket {
  who: string;
  seal: string;
}

export async function ticket(): Promise<Ticket> {
  const response = await fetch(TICKET, { headers: { Accept: "application/json" }, cache: "no-store" });
  if (!response.ok) throw new TypeError(`ticket ${response.status}`);
  return (await response.json()) as Ticket;
}

export interface Round {
  state: "clear" | "network" | "signed-out" | "trouble";
  outcomes: Map<string, Outcome>;
}

/** Send all acts of whoever is signed in. One tab at a time, where the browser can arrange that. */
export function sendAll(): Promise<Round> {
  if (!navigator.locks) return round();
  return navigator.locks.request("kaigong-outbox", round);
}

async function round(): Promise<Round> {
  const outcomes = new Map<string, Outcome>();
  const waiting = (await everything()).filter((act) => act.told === undefined);
  if (waiting.length === 0) return { state: "clear", outcomes };
  try {
    const { who, seal } = await ticket();
    if (!who) return { state: "signed-out", outcomes };
    for (const act of waiting.filter((each) => each.who === who)) {
      const outcome = await sent(act, seal);
      outcomes.set(act.key, outcome);
      if (outcome.how === "done") await remove(act.key);
      else if (outcome.how === "refused") {
        await keep({ ...act, told: outcome.told, choices: outcome.choices });
      } else return { state: outcome.why, outcomes };
    }
  } catch (error) {
    if (error instanceof TypeError) return { state: "network", outcomes }; // so fetch says it
    throw error;
  }
  return { state: "clear", outcomes };
}
