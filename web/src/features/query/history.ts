// The last queries, kept in this browser, one list for each project; and the query in the address.
import { keep, kept } from '../../ui/kept';

export type Past = { sql: string; at: string; rows: number | null };
const LONGEST = 30;
const key = (projectId: string) => `tenrec.queries.${projectId}`;

const isPast = (value: unknown): value is Past =>
  typeof value === 'object' &&
  value !== null &&
  'sql' in value &&
  typeof value.sql === 'string' &&
  'at' in value;

export function pastQueries(projectId: string): Past[] {
  try {
    const value: unknown = JSON.parse(kept(key(projectId)) ?? '[]');
    return Array.isArray(value) ? value.filter(isPast) : [];
  } catch {
    return [];
  }
}

/** The same query again only moves to the front. */
export function remember(projectId: string, past: Past): Past[] {
  const list = [past, ...pastQueries(projectId).filter(({ sql }) => sql !== past.sql)].slice(0, LONGEST);
  keep(key(projectId), JSON.stringify(list));
  return list;
}

export function forget(projectId: string): Past[] {
  keep(key(projectId), null);
  return [];
}

export function sqlOfHash(hash: string): string | null {
  const sql = new URLSearchParams(hash.replace(/^#/, '')).get('q');
  return sql === null || sql.trim() === '' ? null : sql;
}

export const hashOfSql = (sql: string) => `#${new URLSearchParams({ q: sql }).toString()}`;
