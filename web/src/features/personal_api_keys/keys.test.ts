import { expect, test } from 'vitest';
import { choicesOf, inWords, mayWrite, OBJECTS, PRESETS, scopesOf } from './keys';

test('scopes__there_and_back__are_the_same', () => {
  const scopes = ['insight:write', 'person:read'];
  expect(scopesOf(choicesOf(scopes))).toEqual(scopes);
  expect(scopesOf({ insight: 'none', person: 'read' })).toEqual(['person:read']);
});

test('presets__every_scope__is_in_the_table', () => {
  const known = new Set(OBJECTS.map(([object]) => object));
  for (const { scopes } of PRESETS)
    for (const scope of scopes ?? []) {
      const [object, level] = scope.split(':');
      expect(scope === '*' || known.has(object ?? '')).toBe(true);
      expect(level === 'write' && !mayWrite(object ?? '')).toBe(false);
    }
});

test.each([
  [['*'], 'everything'],
  [['a:read', 'b:read'], 'a:read, b:read'],
  [['a:read', 'b:read', 'c:read', 'd:read'], 'a:read, b:read and 2 more'],
])('words__%s__are_few', (scopes, words) => expect(inWords(scopes)).toBe(words));
