import { expect, test } from 'vitest';
import { itemsOf, member, parseJson, printJson, stringOf } from './json';

const EXACT = [
  '12345678901234567890',
  '1.50',
  '-0',
  '1e400',
  '{"2":null,"1":1,"a.b":{},"":[]}',
  '{"same":1,"same":2}',
  '["\\u0000","\\\\","\\"","🦔"]',
  '[[],[[]],{}]',
  'true',
];

test.each(EXACT)('parseJson__any value__prints as it came: %s', (text) => {
  expect(printJson(parseJson(text))).toBe(text);
});

test('parseJson__a text of megabytes__is read', () => {
  const text = JSON.stringify('a\\"'.repeat(2_000_000));
  expect(stringOf(parseJson(text))).toBe(JSON.parse(text));
});

test('parseJson__spaces everywhere__reads the same', () => {
  expect(printJson(parseJson(' { "a" : [ 1 , 2 ] } \n'))).toBe('{"a":[1,2]}');
});

test.each(['', '{', '[1,]', '{"a"}', 'nul', '1 2', '"open', '{"a":1,}'])(
  'parseJson__broken text__refuses: %s',
  (text) => expect(() => parseJson(text)).toThrow(SyntaxError),
);

test('printJson__indented__is what JSON.stringify prints', () => {
  const value = { a: [1, { b: null }], c: {}, d: [], e: 'x' };
  expect(printJson(parseJson(JSON.stringify(value)), 2)).toBe(JSON.stringify(value, null, 2));
});

test('member__repeated key__gives the last, and nothing of nothing', () => {
  expect(printJson(member(parseJson('{"a":1,"a":2}'), 'a') ?? { kind: 'null' })).toBe('2');
  expect(member(undefined, 'a')).toBeUndefined();
  expect(itemsOf(member(parseJson('{}'), 'a'))).toEqual([]);
  expect(stringOf(parseJson('7'))).toBeNull();
});
