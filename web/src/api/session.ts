// Who is logged in, and which project is open: what nearly every screen asks first.
import { createContext, useContext } from 'react';
import { api, queryClient } from './client';
import type { components } from './schema';

export type User = components['schemas']['User'];
export type Project = components['schemas']['Project'];
export type Session = { user: User; project: Project };

export const SessionContext = createContext<Session | null>(null);

/** The session of the screens behind the log-in. */
export function useSession(): Session {
  const session = useContext(SessionContext);
  if (session === null) throw new Error('useSession is for screens behind the log-in');
  return session;
}

const ME = { params: { path: { uuid: '@me' } } };

/** Who is logged in; a problem that `isLoggedOut` when nobody is. */
export const useMe = () => api.useQuery('get', '/api/users/{uuid}/', ME, { staleTime: 60_000 });

/** Opens another project: everything that is shown then is of that one. */
export function useOpenProject() {
  const open = api.useMutation('patch', '/api/users/{uuid}/', {
    onSuccess: () => queryClient.resetQueries(),
  });
  return (id: number) => open.mutate({ ...ME, body: { set_current_team: id } });
}

/** After log-in and log-out the app starts anew, so that nothing read before is left in memory. */
export const startAnew = (path: string) => window.location.replace(path);
