// Joins by an invite with a new account.
import { useState, type SubmitEvent } from 'react';
import { Link } from 'react-router';
import { api } from '../../api/client';
import type { components } from '../../api/schema';
import { startAnew } from '../../api/session';
import { wordsOf } from '../../api/words';
import { Button } from '../../ui/Button';
import { PasswordField, TextField } from '../../ui/Field';
import { Trouble } from '../../ui/Trouble';
import { DeadInvite } from './DeadInvite';
import { Frame } from './Frame';
import classes from './Frame.module.css';

type Props = { invite: components['schemas']['InvitePage'] };
const DEAD = ['expired', 'account_exists', 'already_member', 'invalid_recipient'];

export function JoinForm({ invite }: Props) {
  const [name, setName] = useState(invite.first_name);
  const [password, setPassword] = useState('');
  const join = api.useMutation('post', '/api/signup/{invite_id}/', {
    onSuccess: () => startAnew('/'),
  });
  const { on, rest } = wordsOf(join.error, ['first_name', 'password']);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    join.mutate({ params: { path: { invite_id: invite.id } }, body: { first_name: name, password } });
  };
  if (rest !== null && DEAD.includes(rest.code)) return <DeadInvite problem={rest} email={null} />;
  return (
    <Frame
      title={`Join ${invite.organization_name}`}
      lead={
        <>
          You are invited as <strong>{invite.target_email}</strong>. That address, in full, is what you log in
          with.
        </>
      }
    >
      {rest !== null && <Trouble what="You did not join" error={rest} />}
      <form onSubmit={submit}>
        <TextField
          label="Your name"
          autoComplete="given-name"
          required
          autoFocus
          maxLength={128}
          value={name}
          error={on('first_name')}
          onChange={(event) => setName(event.target.value)}
        />
        <PasswordField
          label="Password"
          autoComplete="new-password"
          minLength={8}
          required
          hint="At least 8 characters; a short sentence is a good one."
          value={password}
          error={on('password')}
          onChange={(event) => setPassword(event.target.value)}
        />
        <Button look="primary" type="submit" isBusy={join.isPending || join.isSuccess}>
          Make the account and join
        </Button>
      </form>
      <p className={classes.aside}>
        You have an account already?{' '}
        <Link to={`/login?next=${encodeURIComponent(`/signup/${invite.id}`)}`}>Log in to join with it</Link>.
      </p>
    </Frame>
  );
}
