// What the parts of this feature share.
import { queryClient } from '../../api/client';

export const reloadKeys = () =>
  queryClient.invalidateQueries({ queryKey: ['get', '/api/personal_api_keys/'] });

/** What a new key may do; the first is the careful choice. */
export const SCOPES = [
  { key: 'query:read', label: 'Ask questions (query:read)', scopes: ['query:read'] },
  {
    key: 'read',
    label: 'Read events, persons and answers',
    scopes: ['query:read', 'event_definition:read', 'person:read', 'project:read'],
  },
  { key: '*', label: 'Everything that you may do (*)', scopes: ['*'] },
] as const;
