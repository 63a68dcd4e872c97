// The name of the organization; only admins may change it.
import { useState } from 'react';
import { api, queryClient } from '../../api/client';
import { wordsOf } from '../../api/words';
import { Card } from '../../ui/Card';
import { TextField } from '../../ui/Field';
import { Form, FormEnd } from '../../ui/Form';
import { Trouble } from '../../ui/Trouble';
import { counted } from '../../ui/format';
import { useHome, type Organization } from './organization';

export function Name({ organization }: { organization: Organization }) {
  const { isAdmin } = useHome();
  const [name, setName] = useState(organization.name);
  const save = api.useMutation('patch', '/api/organizations/{id}/', {
    onSuccess: () => queryClient.invalidateQueries(),
  });
  const { on, rest } = wordsOf(save.error, ['name']);
  const isChanged = name.trim() !== organization.name;
  const about = `${counted(organization.member_count, 'member')}, ${counted(organization.projects.length, 'project')}`;
  return (
    <Card title="Organization" note={about}>
      <Form onSubmit={() => save.mutate({ params: { path: { id: organization.id } }, body: { name } })}>
        <TextField
          label="Name"
          required
          maxLength={64}
          disabled={!isAdmin}
          hint={isAdmin ? undefined : 'Only admins may change it.'}
          value={name}
          error={on('name')}
          onChange={(event) => setName(event.target.value)}
        />
        {rest !== null && <Trouble what="The organization was not saved" error={rest} />}
        {isAdmin && <FormEnd label="Save" disabled={!isChanged} isBusy={save.isPending} />}
      </Form>
    </Card>
  );
}
