// The page of an invite: who invites whom, and the way in, with an account or without.
import { useParams } from 'react-router';
import { api } from '../../api/client';
import { asProblem } from '../../api/problem';
import { useMe } from '../../api/session';
import { Skeleton } from '../../ui/Skeleton';
import { Trouble } from '../../ui/Trouble';
import { DeadInvite } from './DeadInvite';
import { Frame } from './Frame';
import { JoinAs } from './JoinAs';
import { JoinForm } from './JoinForm';

export default function Invitation() {
  const { id = '' } = useParams();
  const me = useMe();
  const preflight = api.useQuery('get', '/_preflight/', {}, { staleTime: 0 });
  const invite = api.useQuery(
    'get',
    '/api/signup/{invite_id}/',
    { params: { path: { invite_id: id } } },
    { staleTime: Infinity, refetchOnWindowFocus: false },
  );
  if (invite.isError && asProblem(invite.error).status === 400)
    return <DeadInvite problem={asProblem(invite.error)} email={me.data?.email ?? null} />;
  const isOffline = me.isError && !asProblem(me.error).isLoggedOut;
  const failed = invite.isError ? invite : preflight.isError ? preflight : isOffline ? me : null;
  if (failed !== null)
    return (
      <Frame title="Invitation">
        <Trouble
          what="The invite could not be looked at"
          error={failed.error}
          retry={() => void Promise.all([invite.refetch(), preflight.refetch(), me.refetch()])}
        />
      </Frame>
    );
  if (invite.data === undefined || preflight.isPending || me.isPending)
    return (
      <Frame title="Invitation">
        <Skeleton lines={4} height={30} />
      </Frame>
    );
  if (me.data !== undefined) return <JoinAs invite={invite.data} user={me.data} />;
  return <JoinForm invite={invite.data} />;
}
