// The keys with which scripts act as their user.
import { useState } from 'react';
import { api } from '../../api/client';
import { Button } from '../../ui/Button';
import { Card } from '../../ui/Card';
import { Found } from '../../ui/Found';
import { Skeleton } from '../../ui/Skeleton';
import { Trouble } from '../../ui/Trouble';
import { KeyRow } from './KeyRow';
import { NewKey } from './NewKey';
import { Once } from './Once';
import classes from './PersonalApiKeys.module.css';

export function PersonalApiKeys() {
  const keys = api.useQuery('get', '/api/personal_api_keys/', {});
  const [isMaking, setMaking] = useState(false);
  const [value, setValue] = useState<string | null>(null);
  const show = (made: string) => {
    setValue(made);
    setMaking(false);
  };
  return (
    <Card
      title="Personal API keys"
      note="With one, a script may do what you may, within its scopes. Treat it like your password."
    >
      <div className={classes.stack}>
        {value !== null && <Once value={value} />}
        {isMaking ? (
          <NewKey onMade={show} onCancel={() => setMaking(false)} />
        ) : (
          <Button
            className={classes.start}
            look="primary"
            onClick={() => {
              setValue(null);
              setMaking(true);
            }}
          >
            + Create personal API key
          </Button>
        )}
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
          <Found what="key" items={keys.data} words={({ label, mask_value: mask }) => `${label} ${mask}`}>
            {(shown) => (
              <ul className={classes.keys} aria-label="Your personal API keys">
                {shown.map((key) => (
                  <KeyRow key={key.id} apiKey={key} onRolled={show} />
                ))}
              </ul>
            )}
          </Found>
        )}
      </div>
    </Card>
  );
}
