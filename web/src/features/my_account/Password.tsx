// A new password: the old one first.
import { useState } from 'react';
import { api } from '../../api/client';
import { useSession } from '../../api/session';
import { wordsOf } from '../../api/words';
import { Card } from '../../ui/Card';
import { PasswordField } from '../../ui/Field';
import { Form, FormEnd } from '../../ui/Form';
import { Trouble } from '../../ui/Trouble';
import { ME, reloadMe } from './account';

export function Password() {
  const { user } = useSession();
  const [current, setCurrent] = useState('');
  const [wish, setWish] = useState('');
  const save = api.useMutation('patch', '/api/users/{uuid}/', {
    onSuccess: () => {
      setCurrent('');
      setWish('');
      return reloadMe();
    },
  });
  const { on, rest } = wordsOf(save.error, ['current_password', 'password']);
  const submit = () => {
    const given = user.has_password ? { current_password: current } : {};
    save.mutate({ ...ME, body: { ...given, password: wish } });
  };
  return (
    <Card title="Password" note="A new one logs you out everywhere but here.">
      <Form onSubmit={submit}>
        <input type="email" name="email" autoComplete="username" value={user.email ?? ''} readOnly hidden />
        {user.has_password && (
          <PasswordField
            label="Current password"
            name="current_password"
            autoComplete="current-password"
            required
            value={current}
            error={on('current_password')}
            onChange={(event) => setCurrent(event.target.value)}
          />
        )}
        <PasswordField
          label="New password"
          name="password"
          autoComplete="new-password"
          required
          minLength={8}
          hint="At least 8 characters; a short sentence is a good one."
          value={wish}
          error={on('password')}
          onChange={(event) => setWish(event.target.value)}
        />
        {rest !== null && <Trouble what="The password was not changed" error={rest} />}
        <FormEnd
          label="Change the password"
          disabled={wish === ''}
          isBusy={save.isPending}
          done={save.isSuccess && wish === '' && 'Changed'}
        />
      </Form>
    </Card>
  );
}
