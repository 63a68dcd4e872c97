// Who belongs to the organization.
import { api } from '../../api/client';
import { Button } from '../../ui/Button';
import { Card } from '../../ui/Card';
import { Rows } from '../../ui/Rows';
import { Skeleton } from '../../ui/Skeleton';
import { Trouble } from '../../ui/Trouble';
import { useState } from 'react';
import { counted } from '../../ui/format';
import { MemberRow } from './MemberRow';
import { MEMBERS, useHome } from './organization';

const PAGE = 100;

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
      {members.isPending && <Skeleton lines={3} height={26} />}
      {members.isError && (
        <Trouble
          what="The members could not be loaded"
          error={members.error}
          retry={() => void members.refetch()}
        />
      )}
      {members.data !== undefined && (
        <Rows label="Members">
          {members.data.results.map((member) => (
            <MemberRow key={member.id} member={member} />
          ))}
        </Rows>
      )}
      {all > limit && (
        <Button look="quiet" isBusy={members.isFetching} onClick={() => setLimit(limit + PAGE)}>
          Show more
        </Button>
      )}
    </Card>
  );
}
