import { expect, test } from 'vitest';
import { kindOf, readPage } from './page';

const insight = (more: Record<string, string>) => {
  const fields = { name: '"n"', query: 'null', result: 'null', columns: 'null', types: 'null', ...more };
  return `{${Object.entries(fields)
    .map(([name, json]) => `"${name}":${json}`)
    .join(',')}}`;
};

test('readPage__large numbers__keep their digits', () => {
  const shown = insight({ result: '[[9007199254740993]]', columns: '["n"]', types: '[["n","UInt64"]]' });
  const tiles = `[{"insight":null,"text":{"body":"x"}},{"insight":${shown},"text":null}]`;
  const page = readPage(`{"type":"dashboard","settings":null,"insight":null,"dashboard":{"tiles":${tiles}}}`);
  expect(page.dashboard?.tiles[0]?.insight).toBeNull();
  expect(page.dashboard?.tiles[1]?.insight?.table).toEqual({
    columns: [{ name: 'n', type: 'UInt64' }],
    rows: [[{ kind: 'number', text: '9007199254740993' }]],
    hasMore: false,
  });
});

test('readPage__insight without result__has no table', () => {
  const page = readPage(`{"type":"insight","settings":null,"dashboard":null,"insight":${insight({})}}`);
  expect(page.insight?.table).toBeNull();
});

test('kindOf__nodes around a query__is the kind inside', () => {
  const query = { kind: 'DataVisualizationNode', source: { kind: 'HogQLQuery', query: 'select 1' } };
  expect([kindOf(query), kindOf({ kind: 'TrendsQuery' }), kindOf(null), kindOf('x')]).toEqual([
    'HogQLQuery',
    'TrendsQuery',
    null,
    null,
  ]);
});
