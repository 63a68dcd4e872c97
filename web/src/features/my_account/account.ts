// What the screens about one's own account ask for, and how they look again.
import { queryClient } from '../../api/client';

export const ME = { params: { path: { uuid: '@me' } } };
export const MY_SESSIONS = { params: { path: { user_uuid: '@me' } } };

export const reloadMe = () => queryClient.invalidateQueries({ queryKey: ['get', '/api/users/{uuid}/'] });

/** "Firefox on Linux" of a long line; what nobody knows is shown as it is. */
export function browserOf(userAgent: string): string {
  const browser = BROWSERS.find(([, sign]) => sign.test(userAgent))?.[0];
  const system = SYSTEMS.find(([, sign]) => sign.test(userAgent))?.[0];
  if (browser === undefined) return userAgent.slice(0, 80) || 'An unknown browser';
  return system === undefined ? browser : `${browser} on ${system}`;
}

// The first that fits: most browsers also name those that they want to be taken for.
const BROWSERS: [string, RegExp][] = [
  ['Edge', /Edg(e|A|iOS)?\//],
  ['Opera', /OPR\//],
  ['Samsung Internet', /SamsungBrowser\//],
  ['Firefox', /(Firefox|FxiOS)\//],
  ['Chrome', /(Chrome|CriOS|HeadlessChrome)\//],
  ['Safari', /Safari\//],
];
const SYSTEMS: [string, RegExp][] = [
  ['iOS', /iPhone|iPad/],
  ['Android', /Android/],
  ['Windows', /Windows/],
  ['macOS', /Macintosh|Mac OS X/],
  ['ChromeOS', /CrOS/],
  ['Linux', /Linux/],
];
