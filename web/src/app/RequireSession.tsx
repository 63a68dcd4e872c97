// Lets only a logged-in user through, and tells the screens behind it who that is and which project is open.
import { lazy, Suspense } from 'react';
import { Navigate, Outlet, useLocation } from 'react-router';
import { api } from '../api/client';
import { asProblem } from '../api/problem';
import { SessionContext, useMe } from '../api/session';
import { Mark } from '../ui/Mark';
import { Trouble } from '../ui/Trouble';
import classes from './RequireSession.module.css';

const NoProject = lazy(() => import('./NoProject'));
const SecondFactorFirst = lazy(() => import('./SecondFactorFirst'));

export function RequireSession() {
  const here = useLocation();
  const me = useMe();
  const id = me.data?.team?.id;
  const project = api.useQuery(
    'get',
    '/api/projects/{id}/',
    { params: { path: { id: id ?? 0 } } },
    { staleTime: 60_000, enabled: id !== undefined },
  );
  if (me.isError && asProblem(me.error).isLoggedOut) {
    const next = here.pathname + here.search + here.hash;
    return <Navigate to={next === '/' ? '/login' : `/login?next=${encodeURIComponent(next)}`} replace />;
  }
  if (me.data !== undefined && project.data !== undefined)
    return (
      <SessionContext value={{ user: me.data, project: project.data }}>
        <Outlet />
      </SessionContext>
    );
  if (me.isSuccess && id === undefined)
    return (
      <Suspense fallback={null}>
        <NoProject user={me.data} />
      </Suspense>
    );
  if (me.isSuccess && project.isError && asProblem(project.error).code === 'two_factor_setup_required')
    return (
      <Suspense fallback={null}>
        <SecondFactorFirst user={me.data} problem={asProblem(project.error)} />
      </Suspense>
    );
  const failed = me.isError ? me : project.isError ? project : null;
  return (
    <main className={classes.wait}>
      <Mark size={48} />
      {failed === null ? (
        <p role="status" className={classes.words}>
          Opening…
        </p>
      ) : (
        <Trouble
          what="Your project could not be opened"
          error={failed.error}
          retry={() => void failed.refetch()}
        />
      )}
    </main>
  );
}
