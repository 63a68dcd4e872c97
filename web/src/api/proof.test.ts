import { expect, test } from 'vitest';
import { askBy, isStillYou } from './proof';

test('isStillYou__nobody can ask__is no', async () => {
  expect(await isStillYou()).toBe(false);
});

test('isStillYou__two at once__are one question with one answer', async () => {
  let asked = 0;
  const stop = askBy(() => {
    asked += 1;
    return Promise.resolve(true);
  });
  expect(await Promise.all([isStillYou(), isStillYou()])).toEqual([true, true]);
  expect(asked).toBe(1);
  expect(await isStillYou()).toBe(true);
  expect(asked).toBe(2);
  stop();
  expect(await isStillYou()).toBe(false);
});
