// The link of the e-mail about a forgotten password: is it good, and the new password.
import { useState, type SubmitEvent } from 'react';
import { Link, useParams } from 'react-router';
import { api } from '../../api/client';
import { asProblem } from '../../api/problem';
import { startAnew } from '../../api/session';
import { wordsOf } from '../../api/words';
import { Button } from '../../ui/Button';
import { PasswordField } from '../../ui/Field';
import { Skeleton } from '../../ui/Skeleton';
import { Trouble } from '../../ui/Trouble';
import { Frame } from './Frame';

export default function NewPassword() {
  const { uuid = '', token = '' } = useParams();
  const path = { user_uuid: uuid };
  const preflight = api.useQuery('get', '/_preflight/', {}, { staleTime: 0 });
  const link = api.useQuery(
    'get',
    '/api/reset/{user_uuid}/',
    { params: { path, query: { token } } },
    { staleTime: Infinity, refetchOnWindowFocus: false },
  );
  if (link.isError && asProblem(link.error).status === 400) return <DeadLink />;
  if (link.isError)
    return (
      <Frame title="Choose a new password">
        <Trouble what="The link could not be checked" error={link.error} retry={() => void link.refetch()} />
      </Frame>
    );
  if (link.isPending || preflight.isPending)
    return (
      <Frame title="Choose a new password">
        <Skeleton lines={3} height={30} />
      </Frame>
    );
  return <PasswordForm uuid={uuid} token={token} />;
}

function PasswordForm({ uuid, token }: { uuid: string; token: string }) {
  const [password, setPassword] = useState('');
  const save = api.useMutation('post', '/api/reset/{user_uuid}/', {
    // Who has a second factor is not logged in by the link: the home page leads to the log-in.
    onSuccess: () => startAnew('/'),
  });
  const { on, rest } = wordsOf(save.error, ['password']);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    save.mutate({ params: { path: { user_uuid: uuid } }, body: { token, password } });
  };
  if (rest?.attr === 'token') return <DeadLink />;
  return (
    <Frame title="Choose a new password" lead="Wherever you are logged in, you are logged out.">
      {rest !== null && <Trouble what="The password was not changed" error={rest} />}
      <form onSubmit={submit}>
        <PasswordField
          label="New password"
          name="password"
          autoComplete="new-password"
          minLength={8}
          hint="At least 8 characters; a short sentence is a good one."
          required
          autoFocus
          value={password}
          error={on('password')}
          onChange={(event) => setPassword(event.target.value)}
        />
        <Button look="primary" type="submit" isBusy={save.isPending || save.isSuccess}>
          Save and go on
        </Button>
      </form>
    </Frame>
  );
}

function DeadLink() {
  return (
    <Frame title="This link does not work" lead="It works once, for a day; or it is cut off.">
      <p>
        <Link to="/reset">Ask for a new one</Link>, or <Link to="/login">log in</Link> if you remember your
        password after all.
      </p>
    </Frame>
  );
}
