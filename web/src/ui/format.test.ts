import { expect, test } from 'vitest';
import { ago, bytes, counted, seconds, shortCount } from './format';

test.each<[number, string]>([
  [0, '0 B'],
  [999, '999 B'],
  [1_240_000, '1.2 MB'],
  [64_000_000, '64.0 MB'],
  [210_000_000, '210 MB'],
])('bytes__%d__reads %s', (value, words) => expect(bytes(value)).toBe(words));

test.each<[number, string]>([
  [0.0421, '42 ms'],
  [0.41, '0.4 s'],
  [59, '59 s'],
  [4210, '70 min'],
  [90_000, '25 h'],
])('seconds__%d__reads %s', (value, words) => expect(seconds(value)).toBe(words));

test('ago__times__read as people say them', () => {
  const now = Date.parse('2026-11-21T10:00:00Z');
  const told = (iso: string) => ago(new Date(iso), now);
  expect(told('2026-11-21T10:00:00.500Z')).toBe('now');
  expect(told('2026-11-21T09:59:48Z')).toBe('12 s ago');
  expect(told('2026-11-21T08:00:00Z')).toBe('2 h ago');
  expect(told('2026-11-22T10:00:00Z')).toBe('in the future');
  expect(told('2026-01-02T10:00:00Z')).toBe('Jan 2, 2026');
});

test('counted and shortCount__numbers__agree with their word', () => {
  expect(counted(1, 'row')).toBe('1 row');
  expect(counted(1200, 'row')).toBe('1,200 rows');
  expect(shortCount(1_284_310)).toBe('1.28M');
});
