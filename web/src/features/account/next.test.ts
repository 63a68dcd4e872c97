import { expect, test } from 'vitest';
import { safeNext } from './next';

test.each(['/', '/sql', '/sql#q=select+1', '/pipeline?a=b'])(
  'safeNext__a screen of ours__is kept: %s',
  (path) => expect(safeNext(path)).toBe(path),
);

test.each([
  null,
  '',
  'sql',
  '//evil.example',
  '/\\evil.example',
  'https://evil.example',
  'javascript:alert(1)',
])('safeNext__anywhere else__is home: %s', (path) => expect(safeNext(path)).toBe('/'));
