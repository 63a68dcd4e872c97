// The table in the answer of a query: its columns with their types, and its rows with every digit.
import { itemsOf, member, stringOf, type Json } from './json';

export type Column = { name: string; type: string | null };
export type Table = { columns: Column[]; rows: Json[][]; hasMore: boolean };

/** `rows` names the member that holds the rows: saved queries call theirs `result`. */
export function readTable(json: Json | undefined, rows: 'results' | 'result' = 'results'): Table {
  const types = new Map(itemsOf(member(json, 'types')).map((pair) => pairOf(pair)));
  const more = member(json, 'hasMore');
  return {
    columns: itemsOf(member(json, 'columns')).map((name) => ({
      name: stringOf(name) ?? '',
      type: types.get(stringOf(name) ?? '') ?? null,
    })),
    rows: itemsOf(member(json, rows)).map((row) => (row.kind === 'array' ? row.items : [row])),
    hasMore: more?.kind === 'boolean' && more.value,
  };
}

function pairOf(pair: Json): [string, string | null] {
  const [name, type] = itemsOf(pair).map(stringOf);
  return [name ?? '', type ?? null];
}
