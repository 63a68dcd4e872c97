// Where one is logged in; each can be ended, or all but this.
import { api, queryClient } from '../../api/client';
import { startAnew } from '../../api/session';
import type { components } from '../../api/schema';
import { Ago } from '../../ui/Ago';
import { Card } from '../../ui/Card';
import { Row, Rows, Tag } from '../../ui/Rows';
import { Skeleton } from '../../ui/Skeleton';
import { Sure } from '../../ui/Sure';
import { Trouble } from '../../ui/Trouble';
import { browserOf, MY_SESSIONS } from './account';

const PATH = '/api/users/{user_uuid}/sessions/';
const reload = () => queryClient.invalidateQueries({ queryKey: ['get', PATH] });

export function Sessions() {
  const sessions = api.useQuery('get', PATH, MY_SESSIONS);
  const endOthers = api.useMutation('post', '/api/users/{user_uuid}/sessions/revoke_others/', {
    onSuccess: reload,
  });
  const others = sessions.data?.filter((session) => !session.is_current) ?? [];
  return (
    <Card
      title="Sessions"
      note="Where you are logged in."
      side={
        others.length > 0 && (
          <Sure
            label="Log out everywhere else"
            look="plain"
            question="Remembered browsers ask for a code again, too."
            yes="Log out there"
            isBusy={endOthers.isPending}
            onYes={() => endOthers.mutate(MY_SESSIONS)}
          />
        )
      }
    >
      {endOthers.isError && <Trouble what="The other sessions go on" error={endOthers.error} />}
      {sessions.isPending && <Skeleton lines={2} height={22} />}
      {sessions.isError && (
        <Trouble
          what="The sessions could not be loaded"
          error={sessions.error}
          retry={() => void sessions.refetch()}
        />
      )}
      {sessions.data !== undefined && (
        <Rows label="Your sessions">
          {sessions.data.map((session) => (
            <SessionRow key={session.id} session={session} />
          ))}
        </Rows>
      )}
    </Card>
  );
}

function SessionRow({ session }: { session: components['schemas']['LoginSession'] }) {
  const end = api.useMutation('delete', '/api/users/{user_uuid}/sessions/{id}/', {
    onSuccess: () => (session.is_current ? startAnew('/login') : reload()),
  });
  const browser = browserOf(session.user_agent);
  const params = { path: { user_uuid: '@me', id: session.id } };
  return (
    <Row
      title={
        <>
          <span title={session.user_agent}>{browser}</span>
          {session.is_current && <Tag tone="good">this one</Tag>}
        </>
      }
      facts={
        <>
          {session.ip} · logged in <Ago iso={session.created_at} /> · last used{' '}
          <Ago iso={session.last_active_at} />
        </>
      }
      side={
        <Sure
          label="Log out"
          of={`${browser}, ${session.ip}`}
          question={session.is_current ? 'That is here.' : 'Whoever is there has to log in again.'}
          yes="Log out"
          isBusy={end.isPending}
          onYes={() => end.mutate({ params })}
        />
      }
    >
      {end.isError && <Trouble what="The session goes on" error={end.error} />}
    </Row>
  );
}
