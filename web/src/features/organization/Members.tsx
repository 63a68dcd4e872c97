// Who belongs to the organization.
import { api } from '../../api/client';
import { levelName } from '../../api/levels';
import { Button } from '../../ui/Button';
import { Card } from '../../ui/Card';
import { Found } from '../../ui/Found';
import { Rows } from '../../ui/Rows';
import { Skeleton } from '../../ui/Skeleton';
import { Trouble } from '../../ui/Trouble';
import { useState } from 'react';
import { counted } from '../../ui/format';
import { MemberRow } from './MemberRow';
import { MEMBERS, nameOf, useHome } from './organization';
import classes from './Organization.module.css';

const PAGE = 1000;

export function Members() {
  const { id } = useHome();
  const [limit, setLimit] = useState(PAGE);
  const members = api.useQuery(
    'get',
    MEMBERS,
    { params: { path: { organization_id: id }, query: { limit, order: 'joined_at' } } },
    { placeholderData: (before) => before },
  );
  const all = members.data?.count ?? 0;
  return (
    <Card title="Members" note={members.data === undefined ? 'Who belongs here.' : counted(all, 'member')}>
      <div className={classes.stack}>
        {members.isPending && <Skeleton lines={3} height={26} />}
        {members.isError && (
          <Trouble
            what="The members could not be loaded"
            error={members.error}
            retry={() => void members.refetch()}
          />
        )}
        {members.data !== undefined && (
          <Found
            what="member"
            items={members.data.results}
            words={({ user, level }) => `${nameOf(user)} ${user.email} ${levelName(level)}`}
          >
            {(shown) => (
              <Rows label="Members">
                {shown.map((member) => (
                  <MemberRow key={member.id} member={member} />
                ))}
              </Rows>
            )}
          </Found>
        )}
        {all > limit && (
          <Button look="quiet" isBusy={members.isFetching} onClick={() => setLimit(limit + PAGE)}>
            Show more
          </Button>
        )}
      </div>
    </Card>
  );
}
