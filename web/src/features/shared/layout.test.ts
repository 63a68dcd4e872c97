import { expect, test } from 'vitest';
import { arrange } from './layout';

type Sample = { id: string; text: unknown; layouts: Record<string, Record<string, unknown>> };
const tile = (id: string, sm?: Record<string, unknown>, text: unknown = null): Sample => ({
  id,
  text,
  layouts: sm === undefined ? {} : { sm },
});
const told = (tiles: Sample[]) =>
  arrange(tiles).map(({ tile: { id }, place: { x, y, w, h } }) => [id, x, y, w, h]);

test('arrange__layout with a gap__closes it and reads from the top', () => {
  const low = tile('low', { x: 0, y: 90, w: 12, h: 3 });
  const right = tile('right', { x: 6, y: 0, w: 6, h: 4 });
  const left = tile('left', { x: 0, y: 0, w: 6, h: 5 });
  expect(told([low, right, left])).toEqual([
    ['left', 0, 0, 6, 5],
    ['right', 6, 0, 6, 4],
    ['low', 0, 5, 12, 3],
  ]);
});

test('arrange__tiles on top of each other__are parted', () => {
  const same = { x: 0, y: 0, w: 8, h: 2 };
  expect(told([tile('a', same), tile('b', same)])).toEqual([
    ['a', 0, 0, 8, 2],
    ['b', 0, 2, 8, 2],
  ]);
});

test('arrange__no places at all__two in a row, in their order', () => {
  const tiles = [tile('a'), tile('b', { y: null }), tile('c', undefined, { body: 'c' })];
  expect(told(tiles)).toEqual([
    ['a', 0, 0, 6, 5],
    ['b', 6, 0, 6, 5],
    ['c', 0, 5, 6, 2],
  ]);
});

test('arrange__places out of bounds__are brought inside', () => {
  const far = tile('a', { x: 40, y: -3, w: 1000, h: 0.2 });
  expect(told([far, tile('b', { x: 11, y: 9, w: 4, h: 'tall' })])).toEqual([
    ['a', 0, 0, 12, 1],
    ['b', 8, 1, 4, 5],
  ]);
});
