import { beforeEach, expect, test } from 'vitest';
import { forget, hashOfSql, pastQueries, remember, sqlOfHash } from './history';

beforeEach(() => localStorage.clear());
const past = (sql: string) => ({ sql, at: '2026-11-21T00:00:00Z', rows: 1 });

test('remember__the same query again__moves to the front, and only 30 stay', () => {
  for (let number = 0; number < 40; number += 1) remember('1', past(`select ${number}`));
  const list = remember('1', past('select 20'));
  expect(list.length).toBe(30);
  expect(list[0]?.sql).toBe('select 20');
  expect(list.filter(({ sql }) => sql === 'select 20').length).toBe(1);
});

test('pastQueries__another project, or spoilt storage__is empty', () => {
  remember('1', past('select 1'));
  expect(pastQueries('2')).toEqual([]);
  localStorage.setItem('tenrec.queries.1', '{"not": a list');
  expect(pastQueries('1')).toEqual([]);
  expect(forget('1')).toEqual([]);
});

test('hashOfSql__any query__comes back from the address', () => {
  const sql = "select '#&+=%', properties.$browser -- 🦔\nfrom events";
  expect(sqlOfHash(hashOfSql(sql))).toBe(sql);
  expect(sqlOfHash('#q=')).toBeNull();
  expect(sqlOfHash('')).toBeNull();
});
