// One role: who has it, giving it, taking it, its end.
import { api } from '../../api/client';
import type { components } from '../../api/schema';
import { Button } from '../../ui/Button';
import { Icon } from '../../ui/Icon';
import { Row, Tag } from '../../ui/Rows';
import { Sure } from '../../ui/Sure';
import { Trouble } from '../../ui/Trouble';
import { counted } from '../../ui/format';
import classes from './Organization.module.css';
import { MEMBERS, nameOf, reload, ROLES, useHome } from './organization';

type Role = components['schemas']['Role'];
const HOLDERS = '/api/organizations/{organization_id}/roles/{role_id}/role_memberships/';

export function RoleRow({ role }: { role: Role }) {
  const { id, isAdmin } = useHome();
  const remove = api.useMutation('delete', `${ROLES}{id}/`, { onSuccess: () => reload(ROLES) });
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
          <Sure
            label="Delete"
            of={`the role ${role.name}`}
            question="Nobody has it any more then."
            yes="Delete now"
            isBusy={remove.isPending}
            onYes={() => remove.mutate({ params: { path: { organization_id: id, id: role.id } } })}
          />
        )
      }
    >
      {remove.isError && <Trouble what="The role was not deleted" error={remove.error} />}
      <Holders role={role} />
    </Row>
  );
}

function Holders({ role }: { role: Role }) {
  const { id, isAdmin } = useHome();
  const path = { organization_id: id, role_id: role.id };
  const members = api.useQuery(
    'get',
    MEMBERS,
    { params: { path: { organization_id: id }, query: { limit: 1000 } } },
    { enabled: isAdmin },
  );
  const give = api.useMutation('post', HOLDERS, { onSuccess: () => reload(ROLES) });
  const take = api.useMutation('delete', `${HOLDERS}{id}/`, { onSuccess: () => reload(ROLES) });
  const holders = new Set(role.members.map(({ user }) => user.uuid));
  const others = members.data?.results.filter(({ user }) => !holders.has(user.uuid)) ?? [];
  return (
    <div className={classes.holders}>
      {role.members.map((held) => (
        <span key={held.id} className={classes.holder}>
          {nameOf(held.user)}
          {isAdmin && (
            <Button
              isSmall
              look="quiet"
              className={classes.take}
              isBusy={take.isPending && take.variables.params.path.id === held.id}
              aria-label={`Take ${role.name} from ${nameOf(held.user)}`}
              onClick={() => take.mutate({ params: { path: { ...path, id: held.id } } })}
            >
              <Icon name="close" size={12} />
            </Button>
          )}
        </span>
      ))}
      {isAdmin && others.length > 0 && (
        <select
          aria-label={`Give ${role.name} to`}
          className={classes.level}
          value=""
          disabled={give.isPending}
          onChange={(event) => give.mutate({ params: { path }, body: { user_uuid: event.target.value } })}
        >
          <option value="">Give it to…</option>
          {others.map(({ user }) => (
            <option key={user.uuid} value={user.uuid}>
              {nameOf(user)}
            </option>
          ))}
        </select>
      )}
      {give.isError && <Trouble what="The role was not given" error={give.error} />}
      {take.isError && <Trouble what="The role was not taken" error={take.error} />}
    </div>
  );
}
