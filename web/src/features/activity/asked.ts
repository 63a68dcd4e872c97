// What of the log is asked for; it stands in the address, so that a link shows the same.

export type Asked = { user: string; scope: string; activity: string; since: string; words: string };
const NAMES = ['user', 'scope', 'activity', 'since', 'words'] as const;

export const askedOf = (search: URLSearchParams): Asked =>
  Object.fromEntries(NAMES.map((name) => [name, search.get(name) ?? ''])) as Asked;

/** Without what is not asked. */
export const searchOf = (asked: Asked): URLSearchParams =>
  new URLSearchParams(NAMES.filter((name) => asked[name] !== '').map((name) => [name, asked[name]]));

export const SINCE: [string, string][] = [
  ['', 'Any time'],
  ['-24h', 'The last 24 hours'],
  ['-7d', 'The last 7 days'],
  ['-30d', 'The last 30 days'],
  ['-90d', 'The last 90 days'],
];

const one = (word: string) => (word === '' ? undefined : JSON.stringify([word]));

/** The parameters of the API. */
export function queryOf({ user, scope, activity, since, words }: Asked) {
  const all = {
    users: one(user),
    scopes: one(scope),
    activities: one(activity),
    start_date: since || undefined,
    search_text: words.trim() || undefined,
  };
  return Object.fromEntries(
    Object.entries(all).filter((pair): pair is [string, string] => pair[1] !== undefined),
  );
}

/** Where the next page begins, of the link to it. */
export const cursorOf = (next: string | null | undefined): string | null =>
  next == null ? null : new URL(next, 'http://here').searchParams.get('cursor');
