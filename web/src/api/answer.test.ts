import { expect, test } from 'vitest';
import { readTable } from './answer';
import { parseJson } from './json';

test('readTable__answer of the API__joins columns and types, keeps digits', () => {
  const answer = readTable(
    parseJson(
      '{"columns":["n"],"types":[["n","UInt64"]],"results":[[18446744073709551615]],"hasMore":true,"limit":100}',
    ),
  );
  expect(answer.columns).toEqual([{ name: 'n', type: 'UInt64' }]);
  expect(answer.rows[0]?.[0]).toEqual({ kind: 'number', text: '18446744073709551615' });
  expect(answer.hasMore).toBe(true);
});
