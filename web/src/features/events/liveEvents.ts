// The newest events of a project, asked for again and again while somebody looks.
import { useQuery } from '@tanstack/react-query';
import { fetchClient } from '../../api/client';
import { itemsOf, member, parseJson, stringOf, type Json } from '../../api/json';

const SHOWN = 50;
const PAUSE_MS = 1500;

export type LiveEvent = {
  id: string;
  event: string;
  distinctId: string;
  timestamp: string;
  person: string | null;
  properties: Json;
};

/** Read as text, so that the properties can be shown digit by digit as they were sent. */
export function readEvents(text: string): LiveEvent[] {
  return itemsOf(member(parseJson(text), 'results')).map((row) => ({
    id: stringOf(member(row, 'id')) ?? stringOf(member(row, 'uuid')) ?? '',
    event: stringOf(member(row, 'event')) ?? '',
    distinctId: stringOf(member(row, 'distinct_id')) ?? '',
    timestamp: stringOf(member(row, 'timestamp')) ?? '',
    person: personName(member(row, 'person')),
    properties: member(row, 'properties') ?? { kind: 'object', entries: [] },
  }));
}

function personName(person: Json | undefined): string | null {
  const properties = member(person, 'properties');
  const named = ['email', 'name', 'username'].map((key) => stringOf(member(properties, key)));
  return named.find((name) => name !== null && name !== '') ?? null;
}

async function fetchEvents(projectId: string, signal: AbortSignal): Promise<LiveEvent[]> {
  const { data } = await fetchClient.GET('/api/projects/{project_id}/events/', {
    params: { path: { project_id: projectId }, query: { limit: SHOWN } },
    parseAs: 'text',
    signal,
  });
  return readEvents(data ?? '{}');
}

export function useLiveEvents(projectId: string, isPaused: boolean) {
  return useQuery({
    queryKey: ['live events', projectId],
    queryFn: ({ signal }) => fetchEvents(projectId, signal),
    // In the background nothing is asked: TanStack Query stops the interval while the page is hidden.
    refetchInterval: isPaused ? false : PAUSE_MS,
    refetchOnWindowFocus: !isPaused,
  });
}

/** Events of the last minute; when the list is too short to reach back so far, its own pace counts. */
export function perMinute(events: LiveEvent[], now: number): string {
  const ages = events.map(({ timestamp }) => now - Date.parse(timestamp)).filter((age) => age < 60_000);
  const oldest = Math.max(...ages, 1);
  if (ages.length < SHOWN || oldest > 55_000) return String(ages.length);
  return `≈ ${Math.round((ages.length * 60_000) / oldest).toLocaleString('en')}`;
}
