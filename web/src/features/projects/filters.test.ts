import { expect, test } from 'vitest';
import { changed, filterOf, isFinished, isSame, isShown, newRow, rowsOf, type Row } from './filters';

const only = (filter: object): Row => {
  const [row] = rowsOf([filter]);
  if (row === undefined) throw new Error('no row');
  return row;
};

test.each([
  { key: 'email', type: 'person', operator: 'not_icontains', value: '@tenrec.example' },
  { key: 'plan', value: 5 },
  { key: 'plan', type: 'group', group_type_index: 2, operator: 'is_set', value: 'is_set' },
  { key: 'id', type: 'cohort', value: 7, operator: 'not_in' },
  { key: 'properties.a = 1', type: 'hogql', value: null },
  { key: 'a', type: 'event', operator: 'exact', value: [{ odd: 1 }], label: 'Kept by a client' },
])('rowsOf__a filter that nobody changes__goes back as it came: %j', (filter) => {
  expect(filterOf(only(filter))).toBe(filter);
});

test('rowsOf__what no row can show__is kept, and is no row to change', () => {
  expect(isShown(only({ key: 'id', type: 'cohort', value: 7 }))).toBe(false);
  expect(isShown(only({ key: 'a', value: 'b' }))).toBe(true);
  expect(rowsOf(null)).toEqual([]);
});

test('changed__one member__makes a new filter of all', () => {
  const row = only({ key: 'plan', operator: 'exact', value: 'pro' });
  const filter = filterOf(changed(row, { values: ['pro', 'team'] }));
  expect(filter).toEqual({ key: 'plan', type: 'event', operator: 'exact', value: ['pro', 'team'] });
});

test.each([
  ['gt', ['5'], 5],
  ['icontains', ['a'], 'a'],
  ['icontains', ['a', 'b'], ['a', 'b']],
  ['is_not', ['a'], ['a']],
  ['is_set', [], 'is_set'],
] as const)('filterOf__operator %s__gives its value its shape', (operator, values, value) => {
  const row = changed(newRow(), { of: 'group:1', key: ' plan ', operator, values: [...values] });
  expect(filterOf(row)).toEqual({ key: 'plan', type: 'group', group_type_index: 1, operator, value });
});

test('isSame__members in another order__are the same, values in another order are not', () => {
  expect(isSame([{ key: 'a', value: ['x', 'y'] }], [{ value: ['x', 'y'], key: 'a' }])).toBe(true);
  expect(isSame([{ key: 'a', value: ['x', 'y'] }], [{ key: 'a', value: ['y', 'x'] }])).toBe(false);
});

test('isFinished__key and value__are both needed, unless the operator asks for none', () => {
  expect(isFinished(newRow())).toBe(false);
  expect(isFinished(changed(newRow(), { key: 'a' }))).toBe(false);
  expect(isFinished(changed(newRow(), { key: 'a', operator: 'is_set' }))).toBe(true);
  expect(isFinished(changed(newRow(), { key: 'a', values: ['b'] }))).toBe(true);
});
