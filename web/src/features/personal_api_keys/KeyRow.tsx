// One key: what it may do and when it was used; a new value for it, and its end, both confirmed.
import { useState } from 'react';
import { api } from '../../api/client';
import type { components } from '../../api/schema';
import { Ago } from '../../ui/Ago';
import { Button } from '../../ui/Button';
import { Trouble } from '../../ui/Trouble';
import { inWords, reloadKeys } from './keys';
import classes from './PersonalApiKeys.module.css';

type Key = components['schemas']['PersonalAPIKey'];
type Props = { apiKey: Key; onRolled: (value: string) => void };

export function KeyRow({ apiKey, onRolled }: Props) {
  const [asked, ask] = useState<'roll' | 'delete' | null>(null);
  const where = { params: { path: { id: apiKey.id } } };
  const remove = api.useMutation('delete', '/api/personal_api_keys/{id}/', { onSuccess: reloadKeys });
  const roll = api.useMutation('post', '/api/personal_api_keys/{id}/roll/', {
    onSuccess: async (key) => {
      ask(null);
      await reloadKeys();
      onRolled(key.value ?? '');
    },
  });
  return (
    <li className={classes.key}>
      <div className={classes.about}>
        <p className={classes.label}>{apiKey.label}</p>
        <Facts apiKey={apiKey} />
        {remove.isError && <Trouble what="The key was not deleted" error={remove.error} />}
        {roll.isError && <Trouble what="The key was not rolled" error={roll.error} />}
      </div>
      {asked === null ? (
        <div className={classes.ask}>
          <Button isSmall look="quiet" onClick={() => ask('roll')} aria-label={`Roll ${apiKey.label}`}>
            Roll
          </Button>
          <Button isSmall look="quiet" onClick={() => ask('delete')} aria-label={`Delete ${apiKey.label}`}>
            Delete
          </Button>
        </div>
      ) : (
        <div className={classes.ask}>
          <span>
            {asked === 'delete'
              ? 'Whatever uses it stops working.'
              : 'You get a new value; the old one stops working.'}
          </span>
          <Button isSmall autoFocus onClick={() => ask(null)}>
            Keep
          </Button>
          {asked === 'delete' ? (
            <Button isSmall look="danger" isBusy={remove.isPending} onClick={() => remove.mutate(where)}>
              Delete for good
            </Button>
          ) : (
            <Button isSmall look="danger" isBusy={roll.isPending} onClick={() => roll.mutate(where)}>
              Roll now
            </Button>
          )}
        </div>
      )}
    </li>
  );
}

function Facts({ apiKey }: { apiKey: Key }) {
  const [teams, organizations] = [apiKey.scoped_teams ?? [], apiKey.scoped_organizations ?? []];
  const limits = [
    teams.length > 0 &&
      (teams.length <= 3 ? `only project ${teams.join(', ')}` : `only ${teams.length} projects`),
    organizations.length > 0 &&
      `only ${organizations.length} ${organizations.length === 1 ? 'organization' : 'organizations'}`,
  ].filter(Boolean);
  return (
    <p className={classes.facts}>
      <code>{apiKey.mask_value}</code> ·{' '}
      <span title={apiKey.scopes.join(', ')}>{inWords(apiKey.scopes)}</span>
      {limits.length > 0 && ` · ${limits.join(', ')}`} · made <Ago iso={apiKey.created_at} /> ·{' '}
      {apiKey.last_used_at ? (
        <>
          used <Ago iso={apiKey.last_used_at} />
        </>
      ) : (
        'never used'
      )}
    </p>
  );
}
