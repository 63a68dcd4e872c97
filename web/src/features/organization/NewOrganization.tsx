// An organization of one's own, with its first project.
import { useState } from 'react';
import { api } from '../../api/client';
import { startAnew } from '../../api/session';
import { wordsOf } from '../../api/words';
import { Dialog } from '../../ui/Dialog';
import { TextField } from '../../ui/Field';
import { Form, FormEnd } from '../../ui/Form';
import { Trouble } from '../../ui/Trouble';

export function NewOrganization({ onClose }: { onClose: () => void }) {
  const [name, setName] = useState('');
  const make = api.useMutation('post', '/api/organizations/', { onSuccess: () => startAnew('/') });
  const { on, rest } = wordsOf(make.error, ['name']);
  return (
    <Dialog title="New organization" onClose={onClose}>
      <p>You own it. It begins with one project.</p>
      <Form onSubmit={() => make.mutate({ body: { name } })}>
        <TextField
          label="Name"
          required
          autoFocus
          maxLength={64}
          placeholder="Your company or team"
          value={name}
          error={on('name')}
          onChange={(event) => setName(event.target.value)}
        />
        {rest !== null && <Trouble what="The organization was not made" error={rest} />}
        <FormEnd label="Make the organization" isBusy={make.isPending || make.isSuccess} onCancel={onClose} />
      </Form>
    </Dialog>
  );
}
