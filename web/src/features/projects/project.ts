// How the screens about a project change it, and look again after that.
import { api, queryClient } from '../../api/client';
import type { components } from '../../api/schema';
import { useSession } from '../../api/session';

export type Change = components['schemas']['PatchedProjectRequest'];

export const reloadProject = () =>
  queryClient.invalidateQueries({ queryKey: ['get', '/api/projects/{id}/'] });

/** The open project, and how some of its settings are changed. */
export function useChange(onDone?: () => void) {
  const { project } = useSession();
  const save = api.useMutation('patch', '/api/projects/{id}/', {
    onSuccess: reloadProject,
    ...(onDone && { onSettled: onDone }),
  });
  return {
    project,
    save,
    change: (body: Change) => save.mutate({ params: { path: { id: project.id } }, body }),
  };
}

/** A setting that is a list of texts; what clients may have kept in another shape is no list. */
export const textsOf = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : [];
