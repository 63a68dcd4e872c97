// What a key may do: the words of scopes, ready-made choices, and from choices to scopes and back.
import { queryClient } from '../../api/client';

export type Level = 'none' | 'read' | 'write';
export type Choices = Readonly<Record<string, Level>>;

export const reloadKeys = () =>
  queryClient.invalidateQueries({ queryKey: ['get', '/api/personal_api_keys/'] });

/** What scopes are about, as the API knows it, and as people call it. */
export const OBJECTS: [name: string, label: string][] = [
  ['action', 'Actions'],
  ['activity_log', 'Activity log'],
  ['annotation', 'Annotations'],
  ['cohort', 'Cohorts'],
  ['comment', 'Comments'],
  ['dashboard', 'Dashboards'],
  ['dashboard_template', 'Dashboard templates'],
  ['event_definition', 'Event definitions'],
  ['export', 'Exports'],
  ['feature_flag', 'Feature flags'],
  ['group', 'Groups'],
  ['ingestion_warning', 'Ingestion warnings'],
  ['insight', 'Insights'],
  ['insight_variable', 'SQL variables'],
  ['notebook', 'Notebooks'],
  ['organization', 'Organizations'],
  ['organization_member', 'Members and invites'],
  ['person', 'Persons'],
  ['project', 'Projects'],
  ['property_definition', 'Property definitions'],
  ['query', 'Queries and events'],
  ['sharing_configuration', 'Sharing'],
  ['user', 'Your account'],
];

/** What only reads, whatever a key may do. */
const READ_ONLY = new Set(['query', 'activity_log', 'ingestion_warning']);

export const mayWrite = (object: string) => !READ_ONLY.has(object);

/** The first is the careful choice; null leaves the table to the person. */
export const PRESETS: { key: string; label: string; scopes: string[] | null }[] = [
  { key: 'query', label: 'Ask questions', scopes: ['query:read'] },
  { key: 'read', label: 'Read everything', scopes: OBJECTS.map(([object]) => `${object}:read`) },
  { key: 'flags', label: 'Local feature flag evaluation', scopes: ['feature_flag:read'] },
  {
    key: 'projects',
    label: 'Manage projects and members',
    scopes: ['project:write', 'organization:read', 'organization_member:write'],
  },
  { key: 'all', label: 'Everything that you may do', scopes: ['*'] },
  { key: 'custom', label: 'Choose…', scopes: null },
];

/** `insight:read` for each thing that is not left out. */
export function scopesOf(choices: Choices): string[] {
  return Object.entries(choices)
    .filter(([, level]) => level !== 'none')
    .map(([object, level]) => `${object}:${level}`);
}

/** What the table shows for these scopes. */
export function choicesOf(scopes: readonly string[]): Choices {
  return Object.fromEntries(
    scopes.filter((scope) => scope !== '*').map((scope) => scope.split(':') as [string, Level]),
  );
}

/** Scopes in few words, for the list of keys. */
export function inWords(scopes: readonly string[]): string {
  if (scopes.includes('*')) return 'everything';
  return scopes.length <= 3
    ? scopes.join(', ')
    : `${scopes.slice(0, 2).join(', ')} and ${scopes.length - 2} more`;
}
