// Asks for the activity log, of the open project or of its whole organization, page by page.
import { useInfiniteQuery } from '@tanstack/react-query';
import { api, fetchClient } from '../../api/client';
import { useSession } from '../../api/session';
import { cursorOf, queryOf, type Asked } from './asked';

export type Of = 'project' | 'organization';
const PROJECT = '/api/projects/{project_id}/advanced_activity_logs/';
const ORGANIZATION = '/api/organizations/{organization_id}/advanced_activity_logs/';
const SIZE = 50;

export function useLog(of: Of, asked: Asked) {
  const { project } = useSession();
  return useInfiniteQuery({
    queryKey: ['activity', of, project.id, asked],
    queryFn: async ({ pageParam, signal }) => {
      const query = { ...queryOf(asked), page_size: SIZE, ...(pageParam && { cursor: pageParam }) };
      const { data } =
        of === 'project'
          ? await fetchClient.GET(PROJECT, {
              params: { path: { project_id: String(project.id) }, query },
              signal,
            })
          : await fetchClient.GET(ORGANIZATION, {
              params: { path: { organization_id: project.organization }, query },
              signal,
            });
      return data;
    },
    initialPageParam: null as string | null,
    getNextPageParam: (page) => cursorOf(page?.next),
    placeholderData: (before) => before,
  });
}

/** Who and what is in the log, to choose from. */
export function useChoices(of: Of) {
  const { project } = useSession();
  const options = { staleTime: 60_000 };
  const ofProject = api.useQuery(
    'get',
    `${PROJECT}available_filters/`,
    { params: { path: { project_id: String(project.id) } } },
    { ...options, enabled: of === 'project' },
  );
  const ofOrganization = api.useQuery(
    'get',
    `${ORGANIZATION}available_filters/`,
    { params: { path: { organization_id: project.organization } } },
    { ...options, enabled: of === 'organization' },
  );
  const found = of === 'project' ? ofProject.data : ofOrganization.data;
  return found?.static_filters ?? { users: [], scopes: [], activities: [] };
}

/** The same rows as a file. */
export function useCsvAddress(of: Of, asked: Asked): string {
  const { project } = useSession();
  const base =
    of === 'project'
      ? PROJECT.replace('{project_id}', String(project.id))
      : ORGANIZATION.replace('{organization_id}', project.organization);
  return `${base}?${new URLSearchParams({ ...queryOf(asked), format: 'csv', page_size: '1000' }).toString()}`;
}
