// Which personal API keys of a member open something here; looked up when somebody wants to know.
import { useState } from 'react';
import { api } from '../../api/client';
import { Ago } from '../../ui/Ago';
import { Button } from '../../ui/Button';
import { Skeleton } from '../../ui/Skeleton';
import { Trouble } from '../../ui/Trouble';
import classes from './Organization.module.css';
import { useHome } from './organization';

export function MemberKeys({ uuid, name }: { uuid: string; name: string }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <div className={classes.about}>
      <Button
        isSmall
        className={classes.start}
        look="quiet"
        aria-expanded={isOpen}
        aria-label={`API keys of ${name}`}
        onClick={() => setOpen(!isOpen)}
      >
        {isOpen ? 'Hide API keys' : 'API keys'}
      </Button>
      {isOpen && <Keys uuid={uuid} name={name} />}
    </div>
  );
}

function Keys({ uuid, name }: { uuid: string; name: string }) {
  const { id } = useHome();
  const keys = api.useQuery(
    'get',
    '/api/organizations/{organization_id}/members/{user__uuid}/scoped_api_keys/',
    { params: { path: { organization_id: id, user__uuid: uuid } } },
  );
  if (keys.isPending) return <Skeleton lines={1} />;
  if (keys.isError)
    return (
      <Trouble what="The keys could not be loaded" error={keys.error} retry={() => void keys.refetch()} />
    );
  if (!keys.data.has_keys) return <p className={classes.none}>No key of theirs opens anything here.</p>;
  return (
    <table className={classes.keys} aria-label={`API keys of ${name}`}>
      <thead>
        <tr>
          <th scope="col">Key</th>
          <th scope="col">Last used</th>
        </tr>
      </thead>
      <tbody>
        {keys.data.keys.map((key, at) => (
          <tr key={at}>
            <th scope="row">{key.name}</th>
            <td>{key.last_used_at === null ? 'never' : <Ago iso={key.last_used_at} />}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
