// Joins by an invite with the account that is logged in.
import { Link } from 'react-router';
import { api } from '../../api/client';
import { asProblem } from '../../api/problem';
import type { components } from '../../api/schema';
import { startAnew, type User } from '../../api/session';
import { Button } from '../../ui/Button';
import { Trouble } from '../../ui/Trouble';
import { Frame } from './Frame';
import classes from './Frame.module.css';

type Props = { invite: components['schemas']['InvitePage']; user: User };
// Whoever is logged in is asked for nothing; the server reads no body then.
const NOTHING = { first_name: '', password: '' };

export function JoinAs({ invite, user }: Props) {
  const join = api.useMutation('post', '/api/signup/{invite_id}/', {
    onSuccess: () => startAnew('/'),
  });
  return (
    <Frame
      title={`Join ${invite.organization_name}`}
      lead={
        <>
          You are logged in as <strong>{user.email}</strong>, whom the invite is for.
        </>
      }
    >
      {join.isError && <Trouble what="You did not join" error={asProblem(join.error)} />}
      <Button
        look="primary"
        autoFocus
        isBusy={join.isPending || join.isSuccess}
        onClick={() => join.mutate({ params: { path: { invite_id: invite.id } }, body: NOTHING })}
      >
        Join {invite.organization_name}
      </Button>
      <p className={classes.aside}>
        <Link to="/">Not now</Link>: the link goes on working until it expires.
      </p>
    </Frame>
  );
}
