// The organization of the open project: who is in it, and what the one who looks may do there.
import { api, queryClient } from '../../api/client';
import { ADMIN, OWNER, type Level } from '../../api/levels';
import type { components } from '../../api/schema';
import { useSession } from '../../api/session';

export type Organization = components['schemas']['Organization'];
export type Member = components['schemas']['Member'];
export type Invite = components['schemas']['Invite'];

export const ORGANIZATION = '/api/organizations/{id}/';
export const MEMBERS = '/api/organizations/{organization_id}/members/';
export const INVITES = '/api/organizations/{organization_id}/invites/';
export const ROLES = '/api/organizations/{organization_id}/roles/';

export const reload = (path: string) => queryClient.invalidateQueries({ queryKey: ['get', path] });

/** Of the open project: what settings show is about the place that one looks at. */
export function useHome() {
  const { user, project } = useSession();
  const level = (project.effective_membership_level ?? 1) as Level;
  return {
    id: project.organization,
    user,
    level,
    isAdmin: level >= ADMIN,
    isOwner: level >= OWNER,
  };
}

export const useOrganization = (id: string) =>
  api.useQuery('get', ORGANIZATION, { params: { path: { id } } });

export const nameOf = (user: { first_name: string; last_name: string; email: string }) =>
  `${user.first_name} ${user.last_name}`.trim() || user.email;
