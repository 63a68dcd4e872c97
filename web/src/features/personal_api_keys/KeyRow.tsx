// One key: what it may do, when it was last used, and its end, which has to be confirmed.
import { useState } from 'react';
import { api } from '../../api/client';
import type { components } from '../../api/schema';
import { Ago } from '../../ui/Ago';
import { Button } from '../../ui/Button';
import { Trouble } from '../../ui/Trouble';
import { reloadKeys } from './keys';
import classes from './PersonalApiKeys.module.css';

type Key = components['schemas']['PersonalAPIKey'];

export function KeyRow({ apiKey }: { apiKey: Key }) {
  const [isAsking, setAsking] = useState(false);
  const remove = api.useMutation('delete', '/api/personal_api_keys/{id}/', { onSuccess: reloadKeys });
  return (
    <li className={classes.key}>
      <div className={classes.about}>
        <p className={classes.label}>{apiKey.label}</p>
        <p className={classes.facts}>
          <code>{apiKey.mask_value}</code> ·{' '}
          {apiKey.scopes.includes('*') ? 'everything' : apiKey.scopes.join(', ')} · made{' '}
          <Ago iso={apiKey.created_at} /> ·{' '}
          {apiKey.last_used_at ? (
            <>
              used <Ago iso={apiKey.last_used_at} />
            </>
          ) : (
            'never used'
          )}
        </p>
        {remove.isError && <Trouble what="The key was not deleted" error={remove.error} />}
      </div>
      {isAsking ? (
        <div className={classes.ask}>
          <span>Whatever uses it stops working.</span>
          <Button isSmall autoFocus onClick={() => setAsking(false)}>
            Keep
          </Button>
          <Button
            isSmall
            look="danger"
            isBusy={remove.isPending}
            onClick={() => remove.mutate({ params: { path: { id: apiKey.id } } })}
          >
            Delete for good
          </Button>
        </div>
      ) : (
        <Button isSmall look="quiet" onClick={() => setAsking(true)} aria-label={`Delete ${apiKey.label}`}>
          Delete
        </Button>
      )}
    </li>
  );
}
