// Named groups of members: who is in which, and which one newcomers get.
import { useState } from 'react';
import { api } from '../../api/client';
import { wordsOf } from '../../api/words';
import { Card } from '../../ui/Card';
import { TextField } from '../../ui/Field';
import { Found } from '../../ui/Found';
import { Form, FormEnd } from '../../ui/Form';
import { Rows } from '../../ui/Rows';
import { Skeleton } from '../../ui/Skeleton';
import { Trouble } from '../../ui/Trouble';
import classes from './Organization.module.css';
import { reload, ROLES, useHome } from './organization';
import { RoleRow } from './RoleRow';

export function Roles() {
  const { id, isAdmin } = useHome();
  const roles = api.useQuery('get', ROLES, {
    params: { path: { organization_id: id }, query: { limit: 1000 } },
  });
  return (
    <Card title="Roles" note="Named groups of members, for whatever names people by what they do.">
      <div className={classes.stack}>
        {roles.isPending && <Skeleton lines={2} height={22} />}
        {roles.isError && (
          <Trouble
            what="The roles could not be loaded"
            error={roles.error}
            retry={() => void roles.refetch()}
          />
        )}
        {roles.data?.results.length === 0 && <p className={classes.quiet}>There is no role yet.</p>}
        {roles.data !== undefined && roles.data.results.length > 0 && (
          <Found what="role" items={roles.data.results} words={({ name }) => name}>
            {(shown) => (
              <Rows label="Roles">
                {shown.map((role) => (
                  <RoleRow key={role.id} role={role} />
                ))}
              </Rows>
            )}
          </Found>
        )}
        {isAdmin && <NewRole />}
      </div>
    </Card>
  );
}

function NewRole() {
  const { id } = useHome();
  const [name, setName] = useState('');
  const make = api.useMutation('post', ROLES, {
    onSuccess: () => {
      setName('');
      return reload(ROLES);
    },
  });
  const { on, rest } = wordsOf(make.error, ['name']);
  return (
    <Form onSubmit={() => make.mutate({ params: { path: { organization_id: id } }, body: { name } })}>
      <TextField
        label="New role"
        required
        maxLength={200}
        placeholder="Engineering"
        value={name}
        error={on('name')}
        onChange={(event) => setName(event.target.value)}
      />
      {rest !== null && <Trouble what="The role was not made" error={rest} />}
      <FormEnd label="Make the role" disabled={name.trim() === ''} isBusy={make.isPending} />
    </Form>
  );
}
