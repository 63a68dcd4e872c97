// Another name for a role.
import { useState } from 'react';
import { api } from '../../api/client';
import { wordsOf } from '../../api/words';
import { TextField } from '../../ui/Field';
import { Form, FormEnd } from '../../ui/Form';
import { Trouble } from '../../ui/Trouble';
import { reload, ROLES, useHome } from './organization';

type Props = { id: string; name: string; onDone: () => void };

export function RoleName({ id, name: kept, onDone }: Props) {
  const home = useHome();
  const [name, setName] = useState(kept);
  const save = api.useMutation('patch', `${ROLES}{id}/`, {
    onSuccess: async () => {
      await reload(ROLES);
      onDone();
    },
  });
  const { on, rest } = wordsOf(save.error, ['name']);
  const submit = () => save.mutate({ params: { path: { organization_id: home.id, id } }, body: { name } });
  return (
    <Form onSubmit={submit}>
      <TextField
        label={`New name of ${kept}`}
        required
        autoFocus
        maxLength={200}
        value={name}
        error={on('name')}
        onChange={(event) => setName(event.target.value)}
      />
      {rest !== null && <Trouble what="The role was not renamed" error={rest} />}
      <FormEnd
        label="Rename it"
        disabled={name.trim() === '' || name.trim() === kept}
        isBusy={save.isPending}
        onCancel={onDone}
      />
    </Form>
  );
}
