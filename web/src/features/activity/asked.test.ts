import { expect, test } from 'vitest';
import { askedOf, cursorOf, queryOf, searchOf } from './asked';

test('askedOf__an address and back__is the same, without what is empty', () => {
  const search = new URLSearchParams('scope=Insight&words=a+b&other=1');
  expect(searchOf(askedOf(search)).toString()).toBe('scope=Insight&words=a+b');
});

test('queryOf__what is asked__are lists of JSON, and nothing else', () => {
  const asked = { user: 'u', scope: '', activity: 'created', since: '-7d', words: ' plan ' };
  expect(queryOf(asked)).toEqual({
    users: '["u"]',
    activities: '["created"]',
    start_date: '-7d',
    search_text: 'plan',
  });
});

test('cursorOf__a link__gives its cursor', () => {
  expect(cursorOf('http://x.example/api/?cursor=cD0%3D&a=1')).toBe('cD0=');
  expect(cursorOf(null)).toBeNull();
});
