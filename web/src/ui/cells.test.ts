import { expect, test } from 'vitest';
import { itemsOf, parseJson, type Json } from '../api/json';
import { compareCells, toCsv } from './cells';

const cells = (text: string): Json[] => itemsOf(parseJson(text));

test('compareCells__large integers__are told apart beyond 2^53', () => {
  const sorted = cells('[9007199254740993, 9007199254740992, null, -1]').sort(compareCells);
  expect(sorted.map((cell) => (cell.kind === 'number' ? cell.text : cell.kind))).toEqual([
    '-1',
    '9007199254740992',
    '9007199254740993',
    'null',
  ]);
});

test('toCsv__commas, quotes, formulas and nothing__are safe in a spreadsheet', () => {
  const columns = [{ name: 'a,b', type: null }];
  const rows = cells('["x\\"y", "=1+1", -5, null, "line\\nline", [1]]').map((cell) => [cell]);
  expect(toCsv(columns, rows)).toBe('"a,b"\r\n"x""y"\r\n\'=1+1\r\n-5\r\n\r\n"line\nline"\r\n[1]\r\n');
});
