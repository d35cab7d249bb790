/** Reading feeds and sending acts: same origin, JSON, with help from the server when it refuses. */
import { say } from "./wording.ts";

/** The server said no and explained it, in the reader's language. */
export class RefusedError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

export const wasAborted = (error: unknown): boolean =>
  error instanceof DOMException && error.name === "AbortError";

export async function answerOf<T>(response: Response): Promise<T> {
  const isJson = response.headers.get("content-type")?.includes("json") ?? false;
  if (response.ok && isJson) return (await response.json()) as T;
  if (isJson) {
    const told = (await response.json()) as { code?: string; message?: string };
    throw new RefusedError(response.status, told.code ?? "", told.message ?? "");
  }
  throw new RefusedError(
    response.status,
    "",
    response.redirected || response.status === 403
      ? say("登录已过期，请重新登录后再试。", "Your session has ended; sign in and try again.")
      : say(
          `服务器没有回答（${response.status}）。稍后再试，还不行请找管理员。`,
          `The server did not answer (${response.status}). Try again, then call the administrator.`,
        ),
  );
}

export async function readFeed<T>(url: string, signal?: AbortSignal): Promise<T> {
  const headers = { Accept: "application/json" };
  return answerOf<T>(await fetch(url, { headers, ...(signal && { signal }) }));
}

/** Django's token, from any form of the page. */
export function csrfToken(root: ParentNode = document): string {
  return root.querySelector<HTMLInputElement>("input[name=csrfmiddlewaretoken]")?.value ?? "";
}

export async function sendAct<T>(url: string, act: unknown, method = "POST"): Promise<T> {
  const response = await fetch(url, {
    method,
    headers: {
      Accept: "application/json",
      "Content-Type": "application/json",
      "X-CSRFToken": csrfToken(),
    },
    body: JSON.stringify(act),
  });
  return answerOf<T>(response);
}
