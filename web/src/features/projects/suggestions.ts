// What a filter may name: properties that the project has seen, and what they have been.
import { useDeferredValue } from 'react';
import { api } from '../../api/client';
import { useSession } from '../../api/session';

type Kind = 'event' | 'person' | 'group';
const MOST = 50;

const split = (of: string): { type: Kind; group_type_index?: number } => {
  const [type, index] = of.split(':');
  return { type: type as Kind, ...(index !== undefined && { group_type_index: Number(index) }) };
};

/** Names of properties that are like what is typed. */
export function useNames(of: string, typed: string): string[] {
  const { project } = useSession();
  const search = useDeferredValue(typed.trim());
  const names = api.useQuery(
    'get',
    '/api/projects/{project_id}/property_definitions/',
    { params: { path: { project_id: String(project.id) }, query: { ...split(of), search, limit: MOST } } },
    { staleTime: 60_000, placeholderData: (before) => before },
  );
  return names.data?.results.map(({ name }) => name) ?? [];
}

/** What a property of events or persons has been, the most frequent first. */
export function useValues(of: string, key: string, isWanted: boolean): string[] {
  const { project } = useSession();
  const params = { path: { project_id: String(project.id) }, query: { key } };
  const isAsked = isWanted && key !== '';
  const options = { staleTime: 60_000 };
  const ofEvents = api.useQuery(
    'get',
    '/api/projects/{project_id}/events/values/',
    { params },
    { ...options, enabled: isAsked && of === 'event' },
  );
  const ofPersons = api.useQuery(
    'get',
    '/api/projects/{project_id}/persons/values/',
    { params },
    { ...options, enabled: isAsked && of === 'person' },
  );
  const found: readonly { name: unknown }[] = (of === 'event' ? ofEvents.data : ofPersons.data) ?? [];
  return found.slice(0, MOST).map(({ name }) => String(name));
}
