// One role: its name, whether newcomers get it, its end.
import { useState } from 'react';
import { api } from '../../api/client';
import type { components } from '../../api/schema';
import { Button } from '../../ui/Button';
import { Row, Tag } from '../../ui/Rows';
import { Sure } from '../../ui/Sure';
import { Trouble } from '../../ui/Trouble';
import { counted } from '../../ui/format';
import { ORGANIZATION, reload, ROLES, useHome } from './organization';
import { RoleHolders } from './RoleHolders';
import { RoleName } from './RoleName';

export type Role = components['schemas']['Role'];

export function RoleRow({ role }: { role: Role }) {
  const { id, isAdmin } = useHome();
  const [isRenaming, setRenaming] = useState(false);
  const remove = api.useMutation('delete', `${ROLES}{id}/`, { onSuccess: () => reload(ROLES) });
  const welcome = api.useMutation('patch', ORGANIZATION, { onSuccess: () => reload(ROLES) });
  return (
    <Row
      title={
        <>
          {role.name}
          {role.is_default && <Tag>newcomers get it</Tag>}
        </>
      }
      facts={counted(role.members.length, 'member')}
      side={
        isAdmin && (
          <>
            <Button
              isSmall
              look="quiet"
              isBusy={welcome.isPending}
              aria-label={`${role.is_default ? 'Do not give newcomers' : 'Give newcomers'} ${role.name}`}
              onClick={() =>
                welcome.mutate({
                  params: { path: { id } },
                  body: { default_role_id: role.is_default ? null : role.id },
                })
              }
            >
              {role.is_default ? 'Not for newcomers' : 'For newcomers'}
            </Button>
            <Button
              isSmall
              look="quiet"
              aria-label={`Rename ${role.name}`}
              onClick={() => setRenaming(!isRenaming)}
            >
              Rename
            </Button>
            <Sure
              label="Delete"
              of={`the role ${role.name}`}
              question="Nobody has it any more then."
              yes="Delete now"
              isBusy={remove.isPending}
              onYes={() => remove.mutate({ params: { path: { organization_id: id, id: role.id } } })}
            />
          </>
        )
      }
    >
      {remove.isError && <Trouble what="The role was not deleted" error={remove.error} />}
      {welcome.isError && <Trouble what="It was not changed" error={welcome.error} />}
      {isRenaming && <RoleName id={role.id} name={role.name} onDone={() => setRenaming(false)} />}
      <RoleHolders role={role} />
    </Row>
  );
}
