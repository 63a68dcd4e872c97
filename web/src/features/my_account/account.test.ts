import { expect, test } from 'vitest';
import { browserOf } from './account';

const MOZILLA = 'Mozilla/5.0';
test.each([
  [`${MOZILLA} (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0`, 'Firefox on Linux'],
  [`${MOZILLA} (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0`, 'Edge on Windows'],
  [
    `${MOZILLA} (Linux; Android 15) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36`,
    'Chrome on Android',
  ],
  [`${MOZILLA} (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1`, 'Safari on iOS'],
  ['python-httpx/0.28', 'python-httpx/0.28'],
  ['', 'An unknown browser'],
])('browserOf__%s__is short', (userAgent, words) => expect(browserOf(userAgent)).toBe(words));
