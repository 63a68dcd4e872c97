// The log-in, and what to do while there is no account yet.
import { useState, type SubmitEvent } from 'react';
import { Navigate, useSearchParams } from 'react-router';
import { api } from '../../api/client';
import { asProblem } from '../../api/problem';
import { startAnew, useMe } from '../../api/session';
import { Button } from '../../ui/Button';
import { PasswordField, TextField } from '../../ui/Field';
import { Notice } from '../../ui/Notice';
import { Skeleton } from '../../ui/Skeleton';
import { Trouble } from '../../ui/Trouble';
import { Frame } from './Frame';
import { safeNext } from './next';
import { NoAccountYet } from './NoAccountYet';

export function Login() {
  const [search] = useSearchParams();
  const preflight = api.useQuery('get', '/_preflight/', {}, { staleTime: 0 });
  const me = useMe();
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
  return preflight.data.initiated ? <LoginForm next={next} /> : <NoAccountYet />;
}

function LoginForm({ next }: { next: string }) {
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const login = api.useMutation('post', '/api/login/', {
    onSuccess: () => startAnew(next),
  });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    login.mutate({ body: { email, password } });
  };
  return (
    <Frame title="Log in" lead={next === '/' ? undefined : 'Then you go on to the page that you asked for.'}>
      {login.isError && <Refusal error={login.error} />}
      <form onSubmit={submit}>
        <TextField
          label="E-mail"
          type="email"
          name="email"
          autoComplete="username"
          required
          autoFocus
          value={email}
          onChange={(event) => setEmail(event.target.value)}
        />
        <PasswordField
          label="Password"
          name="password"
          autoComplete="current-password"
          required
          value={password}
          onChange={(event) => setPassword(event.target.value)}
        />
        <Button look="primary" type="submit" isBusy={login.isPending || login.isSuccess}>
          Log in
        </Button>
      </form>
    </Frame>
  );
}

function Refusal({ error }: { error: unknown }) {
  const problem = asProblem(error);
  if (problem.code === 'invalid_credentials')
    return (
      <Notice tone="bad" title="E-mail or password is wrong">
        Check both. Capitals matter in the password, not in the e-mail.
      </Notice>
    );
  if (problem.status === 429 || problem.code === 'throttled' || problem.code === 'too_many_failed_attempts')
    return (
      <Notice tone="warn" title="Too many attempts">
        {problem.message} Your account is safe; only the log-in pauses.
      </Notice>
    );
  return <Trouble what="The log-in did not work" error={error} />;
}
