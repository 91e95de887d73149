type Value = string | number;

/** A table as CSV (RFC 4180). @returns with a line of titles first */
export function csvTable<C extends string>(
  columns: readonly C[],
  rows: readonly Readonly<Record<C, Value>>[],
): string {
  const lines = rows.map((row) => columns.map((column) => cell(row[column])).join(','));
  return [columns.join(','), ...lines].map((line) => `${line}\r\n`).join('');
}

/** A spreadsheet takes a text that begins like a formula for one; an apostrophe says that it is text. */
function cell(value: Value): string {
  const text = typeof value === 'string' && /^[=+\-@\t\r]/.test(value) ? `'${value}` : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
