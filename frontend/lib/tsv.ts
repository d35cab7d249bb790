/** The text that Excel, WPS and browsers put on the clipboard for a block of cells. */

/** Rows of cells; a quoted cell may hold tabs, line breaks and doubled quotes. */
export function parseTsv(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let at = 0;
  while (at <= text.length) {
    const [cell, end] = cellAt(text, at);
    row.push(cell);
    if (text[end] === "\t") {
      at = end + 1;
      continue;
    }
    rows.push(row);
    row = [];
    if (end >= text.length) break;
    at = text[end] === "\r" && text[end + 1] === "\n" ? end + 2 : end + 1;
    if (at === text.length) break; // the line break after the last row
  }
  return rows;
}

function cellAt(text: string, start: number): [string, number] {
  if (text[start] === '"') {
    const end = closingQuote(text, start + 1);
    if (end !== undefined) return [text.slice(start + 1, end).replaceAll('""', '"'), end + 1];
  }
  let end = start;
  while (end < text.length && !isEdge(text[end])) end += 1;
  return [text.slice(start, end), end];
}

const isEdge = (mark: string | undefined): boolean =>
  mark === undefined || mark === "\t" || mark === "\n" || mark === "\r";

/** Undefined when the quote only opens a word, as in `"Spring" batch`: then the cell is literal. */
function closingQuote(text: string, from: number): number | undefined {
  for (let at = text.indexOf('"', from); at >= 0; at = text.indexOf('"', at)) {
    if (text[at + 1] === '"') at += 2;
    else return isEdge(text[at + 1]) ? at : undefined;
  }
  return undefined;
}

export function printTsv(rows: readonly (readonly string[])[]): string {
  return rows.map((row) => row.map(printedCell).join("\t")).join("\r\n");
}

function printedCell(text: string): string {
  return /[\t\r\n]/.test(text) || text.startsWith('"') ? `"${text.replaceAll('"', '""')}"` : text;
}
