// The activity log in words: who did what to which thing, and what changed.
import type { components } from '../../api/schema';

export type LogRow = components['schemas']['LogRow'];
type Change = components['schemas']['Change'];

const NAMES: Record<string, string> = {
  PersonalAPIKey: 'personal API key',
  FeatureFlag: 'feature flag',
  EventDefinition: 'event',
  PropertyDefinition: 'property',
  OrganizationMembership: 'member',
  OrganizationInvite: 'invite',
  InsightVariable: 'SQL variable',
  DataColorTheme: 'color theme',
  Team: 'project settings',
};
const ACTIVITIES: Record<string, string> = {
  'sharing enabled': 'shared',
  'sharing disabled': 'stopped sharing',
  'access token refreshed': 'made a new link of',
  person_removed_manually: 'took a person out of',
  persons_added_manually: 'added persons to',
};

/** "FeatureFlag" is a feature flag. */
export const thingName = (scope: string): string =>
  NAMES[scope] ?? scope.replaceAll(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();

/** "sharing enabled" is shared; what nobody named reads as it is written. */
export const activityName = (activity: string): string =>
  ACTIVITIES[activity] ?? activity.replaceAll('_', ' ');

export function actorName({ user, is_system: isSystem }: LogRow): string {
  if (user !== null) return `${user.first_name} ${user.last_name}`.trim() || user.email;
  return isSystem ? 'Tenrec' : 'Somebody';
}

/** What a thing is called; one without a name has its number. */
export const itemName = ({ detail, item_id: id }: LogRow): string =>
  detail.name?.trim() || (id === null ? '' : `#${id}`);

export type Told = { field: string; before: string; after: string };

export const toldChanges = (changes: readonly Change[]): Told[] =>
  changes.map(({ field, type, before, after }) => ({
    field: (field ?? type).replaceAll('_', ' '),
    before: valueText(before),
    after: valueText(after),
  }));

const LONGEST = 2000;

function valueText(value: unknown): string {
  if (value === null || value === undefined || value === '') return 'nothing';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  const text = typeof value === 'string' ? value : JSON.stringify(value, null, 1);
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}
