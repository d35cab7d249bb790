/** What the sheet shows, and how an address says it, so that a link shows a colleague the same. */
export interface Condition {
  contains?: string;
  in?: string[];
  from?: string | null;
  to?: string | null;
  empty?: boolean;
}

export type Filter = Record<string, Condition>;

export interface SortKey {
  column: string;
  isFalling: boolean;
}

export interface SheetState {
  columns: string[]; // none: as the catalogue proposes
  sort: SortKey[];
  filter: Filter;
  group: string;
}

/** Parameters of the address that are not the grid's to change, and go along with every question. */
export type Frame = Record<string, string>; // year, month, as_of, view

const OURS = ["columns", "sort", "filter", "group"];

export function readState(search: string): { state: SheetState; frame: Frame } {
  const given = new URLSearchParams(search);
  const frame: Frame = {};
  for (const [name, value] of given) if (!OURS.includes(name) && value) frame[name] = value;
  const state = {
    columns: listed(given.get("columns")),
    sort: readSort(given.get("sort") ?? ""),
    filter: readFilter(given.get("filter") ?? ""),
    group: given.get("group") ?? "",
  };
  return { state, frame };
}

export function writeState(state: SheetState, frame: Frame = {}): URLSearchParams {
  const written = new URLSearchParams(frame);
  const put = (name: string, value: string) => value && written.set(name, value);
  put("columns", state.columns.join(","));
  put("sort", writeSort(state.sort));
  put("filter", writeFilter(state.filter));
  put("group", state.group);
  return written;
}

const listed = (text: string | null): string[] => (text ?? "").split(",").filter(Boolean);

export function readSort(text: string): SortKey[] {
  return listed(text).map((key) =>
    key.startsWith("-") ? { column: key.slice(1), isFalling: true } : { column: key, isFalling: false },
  );
}

export const writeSort = (keys: readonly SortKey[]): string =>
  keys.map(({ column, isFalling }) => (isFalling ? `-${column}` : column)).join(",");

/** A click on a head sorts rising, then falling, then not; `isFurther` (Shift) adds a second key. */
export function sortedBy(keys: readonly SortKey[], column: string, isFurther: boolean): SortKey[] {
  const present = keys.find((key) => key.column === column);
  const next: SortKey[] = !present
    ? [{ column, isFalling: false }]
    : present.isFalling
      ? []
      : [{ column, isFalling: true }];
  if (!isFurther) return next;
  if (!present) return [...keys, ...next];
  return keys.flatMap((key) => (key.column === column ? next : [key]));
}

export function readFilter(text: string): Filter {
  if (!text) return {};
  try {
    const read: unknown = JSON.parse(text);
    return isRecord(read) ? onlyConditions(read) : {};
  } catch {
    return {}; // a link cut in half shows all rows, rather than none
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function onlyConditions(read: Record<string, unknown>): Filter {
  const filter: Filter = {};
  for (const [column, value] of Object.entries(read)) {
    if (isRecord(value) && isAsking(value as Condition)) filter[column] = value as Condition;
  }
  return filter;
}

/** Whether a condition leaves anything out. */
export function isAsking(condition: Condition): boolean {
  return (
    !!condition.contains ||
    !!condition.in?.length ||
    !!condition.from ||
    !!condition.to ||
    condition.empty !== undefined
  );
}

/** Columns in order of their names, so that the same filter is always the same address. */
export function writeFilter(filter: Filter): string {
  const asking = Object.entries(filter).filter(([, condition]) => isAsking(condition));
  if (!asking.length) return "";
  return JSON.stringify(Object.fromEntries(asking.sort(([a], [b]) => (a < b ? -1 : 1))));
}
