// The log-in, and what to do while there is no account yet.
import { useState } from 'react';
import { Navigate, useSearchParams } from 'react-router';
import { api } from '../../api/client';
import { startAnew, useMe } from '../../api/session';
import { Skeleton } from '../../ui/Skeleton';
import { Trouble } from '../../ui/Trouble';
import { CodeForm } from './CodeForm';
import { Frame } from './Frame';
import { LoginForm, type SecondHalf } from './LoginForm';
import { MailCodeForm } from './MailCodeForm';
import { safeNext } from './next';
import { NoAccountYet } from './NoAccountYet';

export function Login() {
  const [search] = useSearchParams();
  const preflight = api.useQuery('get', '/_preflight/', {}, { staleTime: 0 });
  const me = useMe();
  const [half, setHalf] = useState<SecondHalf | null>(null);
  const next = safeNext(search.get('next'));
  if (me.isSuccess) return <Navigate to={next} replace />;
  if (preflight.isPending)
    return (
      <Frame title="Log in">
        <Skeleton lines={4} height={30} />
      </Frame>
    );
  if (preflight.isError)
    return (
      <Frame title="Log in">
        <Trouble
          what="Tenrec cannot be reached"
          error={preflight.error}
          retry={() => void preflight.refetch()}
        />
      </Frame>
    );
  if (!preflight.data.initiated) return <NoAccountYet />;
  const ends = { onDone: () => startAnew(next), onBack: () => setHalf(null) };
  if (half === 'app') return <CodeForm {...ends} />;
  if (half === 'mail') return <MailCodeForm {...ends} />;
  return <LoginForm next={next} onCodeNeeded={setHalf} />;
}
