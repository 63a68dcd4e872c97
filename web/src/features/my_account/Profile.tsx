// Name, e-mail address, what one does.
import { useState } from 'react';
import { api } from '../../api/client';
import { useSession } from '../../api/session';
import { wordsOf } from '../../api/words';
import { Card } from '../../ui/Card';
import { TextField } from '../../ui/Field';
import { Form, FormEnd } from '../../ui/Form';
import { Trouble } from '../../ui/Trouble';
import { ME, reloadMe } from './account';
import { PendingAddress } from './PendingAddress';

const FIELDS = ['first_name', 'last_name', 'email', 'role_at_organization'] as const;
type Values = Record<(typeof FIELDS)[number], string>;

export function Profile() {
  const { user } = useSession();
  const kept: Values = {
    first_name: user.first_name ?? '',
    last_name: user.last_name ?? '',
    email: user.email ?? '',
    role_at_organization: user.role_at_organization ?? '',
  };
  const [values, setValues] = useState(kept);
  const save = api.useMutation('patch', '/api/users/{uuid}/', {
    onSuccess: async (saved) => {
      await reloadMe();
      // An address that has to be verified first is not the address yet.
      setValues((now) => ({ ...now, email: saved.email ?? '' }));
    },
  });
  const changed = Object.fromEntries(FIELDS.filter((f) => values[f] !== kept[f]).map((f) => [f, values[f]]));
  const isChanged = Object.keys(changed).length > 0;
  const { on, rest } = wordsOf(save.error, FIELDS);
  const field = (name: keyof Values) => ({
    name,
    value: values[name],
    error: on(name),
    onChange: (event: { target: { value: string } }) => setValues({ ...values, [name]: event.target.value }),
  });
  return (
    <Card title="Profile" note="What the other members see of you.">
      <Form onSubmit={() => save.mutate({ ...ME, body: changed })}>
        <TextField
          label="First name"
          required
          autoComplete="given-name"
          maxLength={128}
          {...field('first_name')}
        />
        <TextField label="Last name" autoComplete="family-name" maxLength={128} {...field('last_name')} />
        <TextField
          label="E-mail"
          type="email"
          required
          autoComplete="email"
          maxLength={254}
          hint="You log in with it."
          {...field('email')}
        />
        {user.pending_email != null && (
          <PendingAddress uuid={user.uuid} current={user.email ?? ''} pending={user.pending_email} />
        )}
        <TextField
          label="What you do"
          placeholder="Engineering, product, marketing…"
          autoComplete="organization-title"
          maxLength={64}
          {...field('role_at_organization')}
        />
        {rest !== null && <Trouble what="Your profile was not saved" error={rest} />}
        <FormEnd
          label="Save"
          disabled={!isChanged}
          isBusy={save.isPending}
          done={save.isSuccess && !isChanged && 'Saved'}
        />
      </Form>
    </Card>
  );
}
