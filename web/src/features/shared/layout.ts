// Where the tiles of a dashboard stand: twelve columns, no gaps above, nothing on top of anything.

export type Place = { x: number; y: number; w: number; h: number };
type Layouts = Record<string, Record<string, unknown>>;
type Placeable = { layouts: Layouts; text: unknown };

const COLUMNS = 12;
const TALLEST = 40;
const DEFAULT_WIDTH = 6;

/** The tiles in the order of reading, each with its place. */
export function arrange<T extends Placeable>(tiles: readonly T[]): { tile: T; place: Place }[] {
  const wished = tiles.map((tile, at) => ({ tile, at, wish: wishOf(tile) }));
  wished.sort((a, b) => compare(a.wish.y, b.wish.y) || compare(a.wish.x, b.wish.x) || a.at - b.at);
  const taken: Place[] = [];
  for (const { wish } of wished) taken.push(settle(wish, taken));
  return wished
    .map(({ tile }, at) => ({ tile, place: taken[at] ?? wishOf(tile) }))
    .sort((a, b) => a.place.y - b.place.y || a.place.x - b.place.x);
}

/** Never by difference: two tiles at the end of all would differ by NaN. */
const compare = (a: number, b: number) => (a < b ? -1 : Number(a > b));

function wishOf({ layouts, text }: Placeable): Place {
  const place = layouts.sm ?? {};
  const w = within(place.w, 1, COLUMNS, DEFAULT_WIDTH);
  return {
    w,
    h: within(place.h, 1, TALLEST, text === null ? 5 : 2),
    x: within(place.x, 0, COLUMNS - w, 0),
    y: within(place.y, 0, Infinity, Infinity),
  };
}

function within(value: unknown, least: number, most: number, otherwise: number): number {
  if (typeof value !== 'number' || Number.isNaN(value)) return otherwise;
  return Math.min(Math.max(Math.round(value), least), most);
}

/** As high as it can rise; one without a place goes below all, or to the right of the last where there is room. */
function settle(wish: Place, taken: readonly Place[]): Place {
  const bottom = Math.max(0, ...taken.map(({ y, h }) => y + h));
  const last = taken.at(-1);
  const isLost = wish.y === Infinity;
  if (isLost && last !== undefined && last.x + last.w + wish.w <= COLUMNS) {
    const beside = { ...wish, x: last.x + last.w, y: last.y };
    if (isFree(beside, taken)) return beside;
  }
  let place = { ...wish, y: isLost ? bottom : Math.min(wish.y, bottom) };
  while (!isFree(place, taken)) place = { ...place, y: place.y + 1 };
  while (place.y > 0 && isFree({ ...place, y: place.y - 1 }, taken)) place = { ...place, y: place.y - 1 };
  return place;
}

function isFree(place: Place, taken: readonly Place[]): boolean {
  return taken.every(
    ({ x, y, w, h }) =>
      x + w <= place.x || place.x + place.w <= x || y + h <= place.y || place.y + place.h <= y,
  );
}
