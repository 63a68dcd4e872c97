// A page with a password: asks for it. Inside another site's frame it cannot be opened, only beside it.
import { useState, type SubmitEvent } from 'react';
import { api } from '../../api/client';
import { asProblem } from '../../api/problem';
import { Button } from '../../ui/Button';
import { PasswordField } from '../../ui/Field';
import { Trouble } from '../../ui/Trouble';
import { Middle } from './Frame';

type Props = { token: string; isOpening: boolean; onOpen: () => void };

export function Locked(props: Props) {
  if (window.parent !== window)
    return (
      <Middle title="This page asks for a password">
        <p>
          It cannot be opened inside another page.{' '}
          <a href={`/shared/${encodeURIComponent(props.token)}`} target="_blank" rel="noopener">
            Open it in its own window
          </a>
          .
        </p>
      </Middle>
    );
  return <PasswordForm {...props} />;
}

function PasswordForm({ token, isOpening, onOpen }: Props) {
  const [password, setPassword] = useState('');
  const unlock = api.useMutation('post', '/api/shared/{id}/', { onSuccess: onOpen });
  const words = unlock.isError ? wordsOf(unlock.error) : null;
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    unlock.mutate({ params: { path: { id: token } }, body: { password } });
  };
  return (
    <Middle title="This page asks for a password">
      <p>Who sent you the link knows it.</p>
      {unlock.isError && words === null && (
        <Trouble what="The page could not be opened" error={unlock.error} />
      )}
      <form onSubmit={submit}>
        <PasswordField
          label="Password"
          name="password"
          autoComplete="off"
          required
          autoFocus
          value={password}
          error={words}
          onChange={(event) => {
            setPassword(event.target.value);
            unlock.reset();
          }}
        />
        <Button look="primary" type="submit" isBusy={unlock.isPending || isOpening}>
          Open the page
        </Button>
      </form>
    </Middle>
  );
}

/** What stands at the field; null for what the field has nothing to do with. */
function wordsOf(error: unknown): string | null {
  const { code, status, attr, message } = asProblem(error);
  if (code === 'invalid_password') return 'This is not the password. Capitals and spaces matter.';
  if (status === 429) return 'Too many tries. Wait a minute, then try again.';
  return attr === 'password' ? message : null;
}
