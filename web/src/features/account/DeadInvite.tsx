// An invite that does not let in who looks at it: why, and what helps.
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { api } from '../../api/client';
import type { Problem } from '../../api/problem';
import { Button } from '../../ui/Button';
import { Frame } from './Frame';

type Props = { problem: Problem; email: string | null };
type Words = { title: string; lead: ReactNode; way: ReactNode };

export function DeadInvite({ problem, email }: Props) {
  const { title, lead, way } = wordsFor(problem, email);
  return (
    <Frame title={title} lead={lead}>
      {way}
    </Frame>
  );
}

function wordsFor(problem: Problem, email: string | null): Words {
  const home = <Link to="/">Go to Tenrec</Link>;
  const login = <Link to={`/login?next=${encodeURIComponent(window.location.pathname)}`}>Log in</Link>;
  switch (problem.code) {
    case 'expired':
      return {
        title: 'This invite has expired',
        lead: 'An invite works for three days.',
        way: <p>Ask the one who invited you to send it again.</p>,
      };
    case 'invalid_recipient':
      return {
        title: 'This invite is for somebody else',
        lead: problem.message,
        way: <SwitchAccount email={email} />,
      };
    case 'already_member':
      return { title: 'You are in already', lead: problem.message, way: <p>{home}.</p> };
    case 'account_exists':
      return {
        title: 'You have an account already',
        lead: 'There is one with the address of this invite.',
        way: <p>{login}; you come back here, and join with it.</p>,
      };
    default:
      return {
        title: 'This invite is not valid',
        lead: 'It may have been used or taken back, or the link is cut off.',
        way: <p>Ask the one who invited you for a new one. {home}, if you have an account.</p>,
      };
  }
}

function SwitchAccount({ email }: { email: string | null }) {
  const logOut = api.useMutation('post', '/api/logout/', { onSuccess: () => window.location.reload() });
  return (
    <>
      {email !== null && (
        <p>
          You are logged in as <strong>{email}</strong>.
        </p>
      )}
      <Button isBusy={logOut.isPending || logOut.isSuccess} onClick={() => logOut.mutate({})}>
        Log out and look again
      </Button>
    </>
  );
}
