// Another project in the organization; it is opened as soon as it is made.
import { useState } from 'react';
import { api } from '../../api/client';
import { startAnew } from '../../api/session';
import { wordsOf } from '../../api/words';
import { Dialog } from '../../ui/Dialog';
import { TextField } from '../../ui/Field';
import { Form, FormEnd } from '../../ui/Form';
import { Trouble } from '../../ui/Trouble';

type Props = { organization: string; onClose: () => void };

export function NewProject({ organization, onClose }: Props) {
  const [name, setName] = useState('');
  const make = api.useMutation('post', '/api/organizations/{organization_id}/projects/', {
    onSuccess: () => startAnew('/'),
  });
  const { on, rest } = wordsOf(make.error, ['name']);
  const submit = () => make.mutate({ params: { path: { organization_id: organization } }, body: { name } });
  return (
    <Dialog title="New project" onClose={onClose}>
      <p>A project has its own events, persons and API key. Everybody in the organization can open it.</p>
      <Form onSubmit={submit}>
        <TextField
          label="Name"
          required
          autoFocus
          maxLength={200}
          placeholder="Web shop"
          value={name}
          error={on('name')}
          onChange={(event) => setName(event.target.value)}
        />
        {rest !== null && <Trouble what="The project was not made" error={rest} />}
        <FormEnd label="Make the project" isBusy={make.isPending || make.isSuccess} onCancel={onClose} />
      </Form>
    </Dialog>
  );
}
