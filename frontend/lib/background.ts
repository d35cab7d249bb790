/**
 * Sending while no page is open: the browser wakes the service worker when there is a network.
 *
 * Chromium can do that (Background Sync), others cannot yet; there the next page that opens sends.
 * Page and worker send under one lock and with the same keys, so an act is done once.
 */
import { sendAll } from "./sending.ts";

export const TAG = "kaigong-outbox";

interface Waker {
  register(tag: string): Promise<void>;
}

/** Ask to be woken; whether this browser will. */
export async function askToBeWoken(): Promise<boolean> {
  if (!("serviceWorker" in navigator)) return false;
  const { sync } = (await navigator.serviceWorker.ready) as ServiceWorkerRegistration & { sync?: Waker };
  if (!sync) return false;
  try {
    await sync.register(TAG);
    return true;
  } catch {
    return false; // forbidden in this browser's settings
  }
}

/** Send what waits. It throws where nothing could go, so that the browser comes again later. */
export async function sendWhenWoken(): Promise<void> {
  const { state } = await sendAll();
  if (state === "network" || state === "trouble") throw new Error(`outbox: ${state}`);
}
