import { expect, test } from 'vitest';
import { isFound } from './find';

test('isFound__words in any order and case__are all looked for', () => {
  expect(isFound('', 'anything')).toBe(true);
  expect(isFound(' EXAMPLE  alice ', 'Alice alice@tenrec.example')).toBe(true);
  expect(isFound('alice bob', 'Alice')).toBe(false);
});
