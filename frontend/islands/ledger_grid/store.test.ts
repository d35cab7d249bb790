import { expect, it, vi } from "vitest";
import type { RowsAnswer } from "./feed.ts";
import { RowStore, WINDOW } from "./store.ts";

const TOTAL = 1_000;

function aStore() {
  let version = "1";
  const asked: number[] = [];
  const told = { arrived: vi.fn(), failed: vi.fn(), changed: vi.fn() };
  const ask = async (offset: number, limit: number, signal: AbortSignal): Promise<RowsAnswer> => {
    asked.push(offset);
    await Promise.resolve();
    signal.throwIfAborted();
    const count = Math.max(0, Math.min(limit, TOTAL - offset));
    const rows = Array.from({ length: count }, (_, at) => [offset + at, `row ${offset + at}`]);
    return { version, offset, total: TOTAL, keys: ["id", "name"], rows };
  };
  return { store: new RowStore(ask, told), asked, told, turn: (next: string) => (version = next) };
}

const arrivals = () => new Promise((resolve) => setTimeout(resolve, 5));

it("asks for each window once and knows its rows", async () => {
  const { store, asked } = aStore();
  store.want([0, 1, 250]);
  store.want([0, 1, 250]);
  await arrivals();
  expect(asked).toEqual([0, WINDOW]);
  expect(store.row(250)).toEqual({ id: 250, name: "row 250" });
  expect(store.row(900)).toBeUndefined();
});

it("takes back a question for rows that were scrolled past", async () => {
  const { store, told } = aStore();
  store.want([0]);
  store.want([900]);
  await arrivals();
  expect(store.row(0)).toBeUndefined();
  expect(store.row(900)?.id).toBe(900);
  expect(told.failed).not.toHaveBeenCalled();
});

it("fetches all rows of a range that is to be copied, though one scrolls on meanwhile", async () => {
  const { store } = aStore();
  const all = Array.from({ length: 600 }, (_, at) => at);
  const held = store.ensure(all);
  store.want([900]);
  await held;
  expect(all.every((offset) => store.row(offset)?.id === offset)).toBe(true);
});

it("notices that somebody else has changed the ledger, and reads the old windows anew", async () => {
  const { store, asked, told, turn } = aStore();
  store.want([0]);
  await arrivals();
  turn("2");
  store.want([400]);
  await arrivals();
  expect(told.changed).toHaveBeenCalledWith(TOTAL);
  store.want([0]);
  expect(store.row(0)?.id).toBe(0); // the old row is shown until the new one is here
  await arrivals();
  expect(asked).toEqual([0, 400, 0]);
});

it("tells of a lost connection and asks again when the rows are wanted again", async () => {
  const told = { arrived: vi.fn(), failed: vi.fn(), changed: vi.fn() };
  const ask = vi.fn(async () => Promise.reject(new TypeError("network")));
  const store = new RowStore(ask, told);
  store.want([0]);
  await arrivals();
  expect(told.failed).toHaveBeenCalledOnce();
  store.want([0]);
  await arrivals();
  expect(ask).toHaveBeenCalledTimes(2);
});
