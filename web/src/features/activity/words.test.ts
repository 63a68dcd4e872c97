import { expect, test } from 'vitest';
import { activityName, actorName, itemName, thingName, toldChanges, type LogRow } from './words';

const ROW = {
  user: null,
  is_system: false,
  item_id: '7',
  detail: { name: null, short_id: null, changes: [] },
} as unknown as LogRow;

test('thingName__camel case__is plain words', () => {
  expect(thingName('FeatureFlag')).toBe('feature flag');
  expect(thingName('DashboardTemplate')).toBe('dashboard template');
  expect(thingName('Team')).toBe('project settings');
});

test('activityName__known and unknown__reads well', () => {
  expect(activityName('sharing enabled')).toBe('shared');
  expect(activityName('copied_over')).toBe('copied over');
});

test('actorName__nobody__is the product, or somebody who is gone', () => {
  expect(actorName(ROW)).toBe('Somebody');
  expect(actorName({ ...ROW, is_system: true })).toBe('Tenrec');
  const user = { first_name: '', last_name: '', email: 'a@b.example' };
  expect(actorName({ ...ROW, user } as LogRow)).toBe('a@b.example');
});

test('itemName__without a name__is its number', () => {
  expect(itemName(ROW)).toBe('#7');
  expect(itemName({ ...ROW, detail: { ...ROW.detail, name: ' Weekly ' } })).toBe('Weekly');
});

test('toldChanges__any values__are texts that can be read', () => {
  const change = { type: 'Insight', action: 'changed', field: 'is_on', before: null, after: true };
  expect(toldChanges([change])).toEqual([{ field: 'is on', before: 'nothing', after: 'yes' }]);
  const [long] = toldChanges([{ ...change, field: null, before: 'x'.repeat(9999), after: { a: [1] } }]);
  expect(long?.field).toBe('Insight');
  expect(long?.before).toHaveLength(2001);
  expect(JSON.parse(long?.after ?? '')).toEqual({ a: [1] });
});
