// How the screens about a project look again after a change.
import { queryClient } from '../../api/client';

export const reloadProject = () =>
  queryClient.invalidateQueries({ queryKey: ['get', '/api/projects/{id}/'] });
