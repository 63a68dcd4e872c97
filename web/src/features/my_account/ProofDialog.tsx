// "Is it still you?" in front of whatever was being done: the password, and the second factor where there is one.
import { useEffect, useRef, useState, type SubmitEvent } from 'react';
import { api, queryClient } from '../../api/client';
import { asProblem } from '../../api/problem';
import { askBy } from '../../api/proof';
import type { User } from '../../api/session';
import { Button } from '../../ui/Button';
import { Dialog } from '../../ui/Dialog';
import { PasswordField, TextField } from '../../ui/Field';
import { Trouble } from '../../ui/Trouble';
import { ME } from './account';
import classes from './ProofDialog.module.css';

/** Stands by in the frame of the app; opens when the client asks. */
export function ProofDialog({ user }: { user: User }) {
  const [isOpen, setOpen] = useState(false);
  const answer = useRef<(isProven: boolean) => void>(undefined);
  useEffect(
    () =>
      askBy(() => {
        setOpen(true);
        return new Promise((resolve) => {
          answer.current = resolve;
        });
      }),
    [],
  );
  const close = (isProven: boolean) => {
    setOpen(false);
    answer.current?.(isProven);
  };
  if (!isOpen) return null;
  return (
    <Dialog title="Is it still you?" onClose={() => close(false)}>
      <ProofForm user={user} onDone={() => close(true)} onCancel={() => close(false)} />
    </Dialog>
  );
}

const SECOND = ['2fa_required', '2fa_invalid', '2fa_too_many_attempts'];
type Props = { user: User; onDone: () => void; onCancel: () => void };

function ProofForm({ user, onDone, onCancel }: Props) {
  const [password, setPassword] = useState('');
  const [token, setToken] = useState('');
  const prove = api.useMutation('post', '/api/users/{uuid}/reauthenticate/', {
    onSuccess: () => {
      void queryClient.invalidateQueries({ queryKey: ['get', '/api/users/{uuid}/'] });
      onDone();
    },
  });
  const problem = prove.isError ? asProblem(prove.error) : null;
  const needsCode = user.is_2fa_enabled || SECOND.includes(problem?.code ?? '');
  const isWrong = problem?.code === 'invalid_credentials';
  const isAboutCode = SECOND.includes(problem?.code ?? '');
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    prove.mutate({ ...ME, body: { password, ...(token !== '' && { token: token.trim() }) } });
  };
  return (
    <form className={classes.form} onSubmit={submit}>
      <p className={classes.lead}>
        What you are about to do is sensitive, and you logged in a while ago. Enter your password to go on.
      </p>
      {problem !== null && !isWrong && !isAboutCode && <Trouble what="That did not work" error={problem} />}
      <input type="email" name="email" autoComplete="username" value={user.email ?? ''} readOnly hidden />
      <PasswordField
        label="Your password"
        name="password"
        autoComplete="current-password"
        required
        autoFocus
        value={password}
        error={isWrong ? 'This is not your password.' : null}
        onChange={(event) => setPassword(event.target.value)}
      />
      {needsCode && (
        <TextField
          label="Code"
          name="token"
          autoComplete="one-time-code"
          hint="Of your authenticator app, or a back-up code."
          required
          maxLength={32}
          spellCheck={false}
          value={token}
          error={isAboutCode ? problem?.message : null}
          onChange={(event) => setToken(event.target.value)}
        />
      )}
      <div className={classes.end}>
        <Button type="submit" look="primary" isBusy={prove.isPending}>
          Go on
        </Button>
        <Button look="quiet" onClick={onCancel}>
          Cancel
        </Button>
      </div>
    </form>
  );
}
