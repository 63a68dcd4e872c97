// The second half of a log-in where the server asks for a code by e-mail.
import { useState, type SubmitEvent } from 'react';
import { api } from '../../api/client';
import { asProblem } from '../../api/problem';
import { Button } from '../../ui/Button';
import { TextField } from '../../ui/Field';
import { Check } from '../../ui/Form';
import { Notice } from '../../ui/Notice';
import { Trouble } from '../../ui/Trouble';
import { Frame } from './Frame';

const AT_FIELD = ['invalid_token', '2fa_too_many_attempts'];
type Props = { onDone: () => void; onBack: () => void };

export function MailCodeForm({ onDone, onBack }: Props) {
  const [token, setToken] = useState('');
  const [isKept, setKept] = useState(true);
  const confirm = api.useMutation('post', '/api/login/email-mfa/', { onSuccess: onDone });
  const resend = api.useMutation('post', '/api/login/email-mfa/resend/');
  const problem = confirm.isError ? asProblem(confirm.error) : null;
  const isAtField = AT_FIELD.includes(problem?.code ?? '');
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    confirm.mutate({ body: { token: token.trim(), remember: isKept } });
  };
  return (
    <Frame
      title="Second step"
      lead="Your password is right. Now look into your mailbox: a code is on its way."
    >
      {problem !== null && !isAtField && <Trouble what="The code could not be checked" error={problem} />}
      {resend.isSuccess && <Notice tone="good" title="The code is sent once more" />}
      {resend.isError && <Resending error={resend.error} onBack={onBack} />}
      <form onSubmit={submit}>
        <TextField
          label="Code"
          name="token"
          autoComplete="one-time-code"
          inputMode="numeric"
          hint="Six digits. It works for ten minutes, in this window."
          required
          autoFocus
          spellCheck={false}
          maxLength={40}
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
        <Button look="quiet" isBusy={resend.isPending} onClick={() => resend.mutate({})}>
          Send it again
        </Button>
        <Button look="quiet" onClick={onBack}>
          Log in as somebody else
        </Button>
      </form>
    </Frame>
  );
}

function Resending({ error, onBack }: { error: unknown; onBack: () => void }) {
  const problem = asProblem(error);
  if (problem.code === '2fa_expired')
    return (
      <Notice tone="warn" title="That took too long" action={{ label: 'Begin again', run: onBack }}>
        A log-in waits ten minutes for its code.
      </Notice>
    );
  return <Trouble what="The code was not sent again" error={problem} />;
}
