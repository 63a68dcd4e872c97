// What a shared link shows, asked of the server: typed by the schema, with the exact digits of every row.
import { useQuery } from '@tanstack/react-query';
import { readTable, type Table } from '../../api/answer';
import { fetchClient } from '../../api/client';
import { itemsOf, member, parseJson, type Json } from '../../api/json';
import type { components } from '../../api/schema';

type Schemas = components['schemas'];
type Settings = Schemas['Page']['settings'];
export type Insight = Schemas['SharedInsight'] & { table: Table | null };
export type Tile = Omit<Schemas['SharedTile'], 'insight'> & { insight: Insight | null };
export type Dashboard = Omit<Schemas['SharedDashboard'], 'tiles'> & { tiles: Tile[] };
export type Page = { settings: Settings; dashboard: Dashboard | null; insight: Insight | null };

export function useShared(token: string) {
  return useQuery({
    queryKey: ['shared', token],
    queryFn: ({ signal }) => fetchShared(token, signal),
    staleTime: Infinity,
    refetchOnWindowFocus: false,
  });
}

async function fetchShared(token: string, signal: AbortSignal): Promise<Page> {
  const { data } = await fetchClient.GET('/api/shared/{id}/', {
    params: { path: { id: token } },
    parseAs: 'text',
    signal,
  });
  // Typed by the schema as an object; parseAs makes it the text of one.
  return readPage(data as unknown as string);
}

export function readPage(text: string): Page {
  const { settings, dashboard, insight } = JSON.parse(text) as Schemas['Page'];
  const exact = parseJson(text);
  return {
    settings,
    dashboard: dashboard && withTables(dashboard, itemsOf(member(member(exact, 'dashboard'), 'tiles'))),
    insight: insight && withTable(insight, member(exact, 'insight')),
  };
}

function withTables(dashboard: Schemas['SharedDashboard'], exact: Json[]): Dashboard {
  const tiles = dashboard.tiles.map((tile, at) => ({
    ...tile,
    insight: tile.insight && withTable(tile.insight, member(exact[at], 'insight')),
  }));
  return { ...dashboard, tiles };
}

/** Only what has columns and rows is a table; results of other kinds look otherwise. */
function withTable(insight: Schemas['SharedInsight'], exact: Json | undefined): Insight {
  const isTable = member(exact, 'columns')?.kind === 'array' && member(exact, 'result')?.kind === 'array';
  return { ...insight, table: isTable ? readTable(exact, 'result') : null };
}

export const titleOf = ({ name, derived_name }: Insight) => name?.trim() || derived_name?.trim() || 'Insight';

/** The kind of the question itself: nodes that only say how it is drawn lie around it. */
export function kindOf(query: unknown): string | null {
  const fields = (typeof query === 'object' && query !== null ? query : {}) as Record<string, unknown>;
  if (fields.source !== undefined) return kindOf(fields.source);
  return typeof fields.kind === 'string' ? fields.kind : null;
}
