/** The shapes of the ledger's feeds, as `portfolio/feeds.py` writes them. */
export type Kind =
  | "text"
  | "amount"
  | "number"
  | "percent"
  | "date"
  | "choice"
  | "flag"
  | "person"
  | "organisation"
  | "sector"
  | "level"
  | "lamp"
  | "bar"
  | "link";

export interface Choice {
  value: string;
  label: string;
}

export interface Column {
  key: string;
  label: string;
  group: string;
  kind: Kind;
  width: number; // px
  is_editable: boolean;
  is_frozen: boolean;
  is_shown: boolean;
  is_sortable: boolean;
  digits?: number | null;
  unit?: string;
  unit_size?: string;
  choices?: Choice[];
  help?: string;
  settings?: { url: string; label: string }; // where its names are set, to who may look
}

export interface ColumnGroup {
  key: string;
  label: string;
  unit?: string;
}

export interface Catalogue {
  columns: Column[];
  groups: ColumnGroup[];
}

export interface Named {
  id: number;
  name: string;
}

export interface Lamp {
  colour: "red" | "amber" | "green" | "grey";
  reason: string;
}

export type Value = string | number | boolean | null | Named | Lamp | Named[];
export type Row = { id: number } & Record<string, Value>;

export interface RowsAnswer {
  version: string;
  offset: number;
  total: number;
  keys: string[];
  rows: Value[][];
}

export type Lamps = Partial<Record<Lamp["colour"], number>>;

export interface Subtotal {
  count: number;
  sums: Record<string, string | null>;
  lamps?: Lamps;
}

export interface Group extends Subtotal {
  key: string;
  label: string;
  offset: number;
}

export interface Outline {
  groups: Group[];
  total: Subtotal;
  months_share?: number | string | null; // 序时: how much of the year has passed
  age?: string;
  change_sets?: number;
}

export interface Edit {
  id: number;
  column: string;
  text: string;
  seen: Value; // the stored value that the person had before the eyes
}

export interface EditsAnswer {
  change_set: number | null;
  saved: number;
  cells: { id: number; column: string; value: Value }[];
  faults: { id: number; column: string; message: string; proposal?: string | null }[];
  clashes: {
    id: number;
    column: string;
    theirs: Value;
    yours: string;
    by: string;
    ago: string;
  }[];
  locked: { id: number; column: string; locked_value: Value }[];
}

export interface SavedView {
  id: number;
  name: string;
  is_office: boolean;
  state: Record<string, unknown>;
}
