// Somebody who is logged in and has no project: what they can make, and the way out.
import { useState } from 'react';
import { api } from '../api/client';
import { ADMIN } from '../api/levels';
import { startAnew, type User } from '../api/session';
import { NewOrganization } from '../features/organization/NewOrganization';
import { NewProject } from '../features/projects/NewProject';
import { Button } from '../ui/Button';
import { Empty } from '../ui/Empty';
import { Mark } from '../ui/Mark';
import { useTitle } from '../ui/Page';
import classes from './RequireSession.module.css';

type Making = { kind: 'project'; organization: string } | { kind: 'organization' } | null;

export default function NoProject({ user }: { user: User }) {
  useTitle('No project');
  const [making, make] = useState<Making>(null);
  const logOut = api.useMutation('post', '/api/logout/', { onSuccess: () => startAnew('/login') });
  const administered = user.organizations.filter((one) => (one.membership_level ?? 0) >= ADMIN);
  const isMember = user.organizations.length > 0;
  return (
    <main className={classes.wait}>
      <Empty isWhole title="You have no project" art={<Mark size={48} />}>
        {administered.length > 0
          ? 'The organization has none any more. Make one to go on.'
          : isMember
            ? 'Your organization has none any more. Ask one of its admins to make one.'
            : 'Your account belongs to no organization any more. Ask somebody to invite you, or make one of your own.'}
      </Empty>
      <div className={classes.ways}>
        {administered.map(({ id, name }) => (
          <Button key={id} look="primary" onClick={() => make({ kind: 'project', organization: id })}>
            Make a project in {name}
          </Button>
        ))}
        {!isMember && (
          <Button look="primary" onClick={() => make({ kind: 'organization' })}>
            Make an organization
          </Button>
        )}
        <Button isBusy={logOut.isPending} onClick={() => logOut.mutate({})}>
          Log out
        </Button>
      </div>
      {making?.kind === 'project' && (
        <NewProject organization={making.organization} onClose={() => make(null)} />
      )}
      {making?.kind === 'organization' && <NewOrganization onClose={() => make(null)} />}
    </main>
  );
}
