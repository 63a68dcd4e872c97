// The end of an organization, for its owners.
import { api } from '../../api/client';
import { startAnew } from '../../api/session';
import { Card } from '../../ui/Card';
import { Trouble } from '../../ui/Trouble';
import { TypedSure } from '../../ui/TypedSure';
import { counted } from '../../ui/format';
import classes from './Organization.module.css';
import type { Organization } from './organization';

export function DeleteOrganization({ organization }: { organization: Organization }) {
  const remove = api.useMutation('delete', '/api/organizations/{id}/', {
    onSuccess: () => startAnew('/'),
  });
  const projects = counted(organization.projects.length, 'project');
  return (
    <Card title="Danger zone" note={`It ends with everything in it: ${projects}, and all their data.`}>
      <div className={classes.stack}>
        {remove.isError && <Trouble what="The organization was not deleted" error={remove.error} />}
        <div>
          <TypedSure
            label="Delete the organization…"
            name={organization.name}
            yes="Delete it for good"
            isBusy={remove.isPending || remove.isSuccess}
            onYes={() => remove.mutate({ params: { path: { id: organization.id } } })}
          >
            Its {projects}, their events and persons, its members and invites are deleted. Nothing brings them
            back.
          </TypedSure>
        </div>
      </div>
    </Card>
  );
}
