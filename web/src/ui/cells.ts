// The value of one cell: as text, in order, and as CSV.
import type { Column } from '../api/answer';
import { printJson, type Json } from '../api/json';

export const cellText = (cell: Json): string => (cell.kind === 'string' ? cell.value : printJson(cell));

/** Numbers by size, also beyond 2^53; nothing last; the rest by letters. */
export function compareCells(a: Json, b: Json): number {
  if (a.kind === 'null' || b.kind === 'null') return Number(a.kind === 'null') - Number(b.kind === 'null');
  if (a.kind === 'number' && b.kind === 'number') return compareNumbers(a.text, b.text);
  return cellText(a).localeCompare(cellText(b), 'en');
}

function compareNumbers(a: string, b: string): number {
  const difference = Number(a) - Number(b);
  if (difference !== 0 || !/^-?\d+$/.test(a) || !/^-?\d+$/.test(b)) return difference;
  const [x, y] = [BigInt(a), BigInt(b)];
  return x < y ? -1 : Number(x > y);
}

/** Events are written by strangers: a spreadsheet must not take their text for a formula. */
function csvCell(cell: Json): string {
  if (cell.kind === 'null') return '';
  const text = cellText(cell);
  const safe = cell.kind === 'string' && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

export function toCsv(columns: Column[], rows: Json[][]): string {
  const head = columns.map(({ name }) => csvCell({ kind: 'string', value: name }));
  const lines = rows.map((row) => row.map(csvCell).join(','));
  return [head.join(','), ...lines].join('\r\n') + '\r\n';
}

export function download(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob(['\ufeff', text], { type: 'text/csv;charset=utf-8' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
