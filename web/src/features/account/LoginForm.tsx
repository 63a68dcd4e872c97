// E-mail and password.
import { useState, type SubmitEvent } from 'react';
import { Link } from 'react-router';
import { api } from '../../api/client';
import { asProblem } from '../../api/problem';
import { startAnew } from '../../api/session';
import { Button } from '../../ui/Button';
import { PasswordField, TextField } from '../../ui/Field';
import { Notice } from '../../ui/Notice';
import { Trouble } from '../../ui/Trouble';
import { Frame } from './Frame';
import classes from './Frame.module.css';

export type SecondHalf = 'app' | 'mail';
type Props = { next: string; onCodeNeeded: (from: SecondHalf) => void };
// Refusals that are no refusals: the password was right, and a code is asked for.
const HALF_IN = new Map<string, SecondHalf>([
  ['2fa_required', 'app'],
  ['email_mfa_required', 'mail'],
]);

export function LoginForm({ next, onCodeNeeded }: Props) {
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const login = api.useMutation('post', '/api/login/', {
    onSuccess: () => startAnew(next),
    onError: (error) => {
      const from = HALF_IN.get(asProblem(error).code);
      if (from !== undefined) onCodeNeeded(from);
    },
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
      <p className={classes.aside}>
        <Link to="/reset">Forgot your password?</Link>
      </p>
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
