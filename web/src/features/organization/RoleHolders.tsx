// Who has a role; giving it, taking it.
import { useState } from 'react';
import { api } from '../../api/client';
import { Button } from '../../ui/Button';
import { Icon } from '../../ui/Icon';
import { Trouble } from '../../ui/Trouble';
import classes from './Organization.module.css';
import { MEMBERS, nameOf, reload, ROLES, useHome } from './organization';
import type { Role } from './RoleRow';

const HOLDERS = '/api/organizations/{organization_id}/roles/{role_id}/role_memberships/';
const FEW = 12;

export function RoleHolders({ role }: { role: Role }) {
  const { id, isAdmin } = useHome();
  const [isWhole, setWhole] = useState(false);
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
      {role.members.slice(0, isWhole ? undefined : FEW).map((held) => (
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
      {role.members.length > FEW && (
        <Button isSmall look="quiet" aria-expanded={isWhole} onClick={() => setWhole(!isWhole)}>
          {isWhole ? 'Show fewer' : `and ${role.members.length - FEW} more`}
        </Button>
      )}
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
