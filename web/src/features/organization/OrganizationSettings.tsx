// An organization: its name, what its members may do, its end.
import { Skeleton } from '../../ui/Skeleton';
import { Trouble } from '../../ui/Trouble';
import { Card } from '../../ui/Card';
import { DeleteOrganization } from './DeleteOrganization';
import { Name } from './Name';
import { useHome, useOrganization } from './organization';
import { Rules } from './Rules';

export function OrganizationSettings() {
  const { id, isOwner } = useHome();
  const organization = useOrganization(id);
  if (organization.data === undefined)
    return (
      <Card title="Organization">
        {organization.isError ? (
          <Trouble
            what="The organization could not be loaded"
            error={organization.error}
            retry={() => void organization.refetch()}
          />
        ) : (
          <Skeleton lines={4} height={22} />
        )}
      </Card>
    );
  return (
    <>
      <Name key={organization.data.name} organization={organization.data} />
      <Rules organization={organization.data} />
      {isOwner && <DeleteOrganization organization={organization.data} />}
    </>
  );
}
