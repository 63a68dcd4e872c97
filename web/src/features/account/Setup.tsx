// The one-time set-up link: makes the first account and its organization, and logs in.
import { Link, Navigate, useSearchParams } from 'react-router';
import { api } from '../../api/client';
import { Skeleton } from '../../ui/Skeleton';
import { Trouble } from '../../ui/Trouble';
import { Frame } from './Frame';
import { SignupForm } from './SignupForm';

export default function Setup() {
  const [search] = useSearchParams();
  const token = search.get('token') ?? '';
  const link = api.useQuery('get', '/api/setup/', { params: { query: { token } } }, { staleTime: Infinity });
  const preflight = api.useQuery('get', '/_preflight/', {}, { staleTime: 0 });
  const failed = link.isError ? link : preflight.isError ? preflight : null;
  if (failed !== null)
    return (
      <Frame title="Set up Tenrec">
        <Trouble
          what="The link could not be checked"
          error={failed.error}
          retry={() => void Promise.all([link.refetch(), preflight.refetch()])}
        />
      </Frame>
    );
  if (link.data === undefined || preflight.data === undefined)
    return (
      <Frame title="Set up Tenrec">
        <Skeleton lines={5} height={30} />
      </Frame>
    );
  // Without a link it is the name that the settings had for long.
  if (token === '' && preflight.data.initiated) return <Navigate to="/settings" replace />;
  if (!link.data.valid) return <DeadLink isSetUp={preflight.data.initiated} />;
  return <SignupForm token={token} />;
}

function DeadLink({ isSetUp }: { isSetUp: boolean }) {
  if (isSetUp)
    return (
      <Frame
        title="This link has been used"
        lead="The first account exists already; the link worked once, for it."
      >
        <p>
          <Link to="/login">Log in</Link> with that account. If it is not yours, ask the one who set Tenrec
          up.
        </p>
      </Frame>
    );
  return (
    <Frame
      title="This link is not valid"
      lead="It may be cut off, or older than the last start of the server."
    >
      <p>
        Look at the terminal where Tenrec runs and open the newest link there, as a whole: it ends in a long{' '}
        <code>token</code>. Each start prints a fresh one for as long as there is no account.
      </p>
    </Frame>
  );
}
