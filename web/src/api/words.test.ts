import { expect, test } from 'vitest';
import { Problem } from './problem';
import { wordsOf } from './words';

const weak = new Problem(400, 'password_too_weak', 'Too easy to guess.', 'password');

test('wordsOf__a field of the form__stands at the field only', () => {
  const { on, rest } = wordsOf(weak, ['email', 'password']);
  expect([on('password'), on('email'), rest]).toEqual(['Too easy to guess.', null, null]);
});

test('wordsOf__anything else__stands by itself', () => {
  const { on, rest } = wordsOf(weak, ['email']);
  expect([on('password'), on('email'), rest]).toEqual([null, null, weak]);
});

test('wordsOf__no error__is nothing', () => {
  expect(wordsOf(null, ['email']).rest).toBeNull();
});
