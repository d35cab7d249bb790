/** Where a key leads from a cell of the week; fields are given row by row. */
export type Field = HTMLInputElement | HTMLSelectElement;

const ROWS: Record<string, number> = { ArrowUp: -1, ArrowDown: 1, Enter: 1 };
const COLUMNS: Record<string, number> = { ArrowLeft: -1, ArrowRight: 1 };

/** The field that a key leads to; none where the key means something else there, or at the edge. */
export function ledTo(key: string, from: Field, rows: Field[][]): Field | undefined {
  const line = rows.findIndex((row) => row.includes(from));
  if (line < 0) return undefined;
  const place = rows[line]!.indexOf(from);
  if (key in ROWS) {
    // A list changes its choice with the arrows, and a date field its number.
    if (key !== "Enter" && !isText(from)) return undefined;
    return rows[line + ROWS[key]!]?.[place];
  }
  if (!(key in COLUMNS) || !isAtEdge(key, from)) return undefined;
  return rows[line]![place + COLUMNS[key]!];
}

const isText = (field: Field): field is HTMLInputElement =>
  field instanceof HTMLInputElement && field.type === "text";

/** An arrow leaves a text only where its caret can go no further. */
function isAtEdge(key: string, field: Field): boolean {
  if (!isText(field)) return false;
  const { selectionStart: start, selectionEnd: end, value } = field;
  if (start === 0 && end === value.length) return true;
  return start === end && start === (key === "ArrowLeft" ? 0 : value.length);
}
