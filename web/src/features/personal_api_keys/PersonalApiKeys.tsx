// The keys with which scripts act as their user.
import { api } from '../../api/client';
import { Card } from '../../ui/Card';
import { Skeleton } from '../../ui/Skeleton';
import { Trouble } from '../../ui/Trouble';
import { KeyRow } from './KeyRow';
import { NewKey } from './NewKey';
import classes from './PersonalApiKeys.module.css';

export function PersonalApiKeys() {
  const keys = api.useQuery('get', '/api/personal_api_keys/', {});
  return (
    <Card
      title="Personal API keys"
      note="With one, a script may read and change what you may. Keep it secret."
    >
      <div className={classes.stack}>
        <NewKey />
        {keys.isPending && <Skeleton lines={2} height={22} />}
        {keys.isError && (
          <Trouble what="The keys could not be loaded" error={keys.error} retry={() => void keys.refetch()} />
        )}
        {keys.data?.length === 0 && (
          <p className={classes.none}>
            You have no keys yet. Make one to ask questions with curl or from a script.
          </p>
        )}
        {keys.data !== undefined && keys.data.length > 0 && (
          <ul className={classes.keys} aria-label="Your personal API keys">
            {keys.data.map((key) => (
              <KeyRow key={key.id} apiKey={key} />
            ))}
          </ul>
        )}
      </div>
    </Card>
  );
}
