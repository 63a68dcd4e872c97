// The second half of a log-in: a code of the authenticator app, or a back-up code.
import { useState, type SubmitEvent } from 'react';
import { api } from '../../api/client';
import { asProblem } from '../../api/problem';
import { Button } from '../../ui/Button';
import { TextField } from '../../ui/Field';
import { Check } from '../../ui/Form';
import { Notice } from '../../ui/Notice';
import { Trouble } from '../../ui/Trouble';
import { Frame } from './Frame';

const AT_FIELD = ['2fa_invalid', '2fa_too_many_attempts'];
type Props = { onDone: () => void; onBack: () => void };

export function CodeForm({ onDone, onBack }: Props) {
  const [token, setToken] = useState('');
  const [isKept, setKept] = useState(true);
  const confirm = api.useMutation('post', '/api/login/token/', { onSuccess: onDone });
  const problem = confirm.isError ? asProblem(confirm.error) : null;
  const isAtField = AT_FIELD.includes(problem?.code ?? '');
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    confirm.mutate({ body: { token: token.trim(), remember: isKept } });
  };
  return (
    <Frame title="Second step" lead="Your password is right. Now open your authenticator app.">
      {problem?.code === '2fa_expired' && (
        <Notice tone="warn" title="That took too long" action={{ label: 'Begin again', run: onBack }}>
          A log-in waits ten minutes for its code.
        </Notice>
      )}
      {problem !== null && !isAtField && problem.code !== '2fa_expired' && (
        <Trouble what="The code could not be checked" error={problem} />
      )}
      <form onSubmit={submit}>
        <TextField
          label="Code"
          name="token"
          autoComplete="one-time-code"
          hint="Six digits. Without your phone: one of your back-up codes."
          required
          autoFocus
          spellCheck={false}
          autoCapitalize="none"
          maxLength={32}
          value={token}
          error={isAtField ? problem?.message : null}
          onChange={(event) => setToken(event.target.value)}
        />
        <Check
          label="Remember this browser"
          hint="It asks for no code for 30 days. Not on a machine that others use."
          checked={isKept}
          onChange={setKept}
        />
        <Button look="primary" type="submit" isBusy={confirm.isPending || confirm.isSuccess}>
          Log in
        </Button>
        <Button look="quiet" onClick={onBack}>
          Log in as somebody else
        </Button>
      </form>
    </Frame>
  );
}
