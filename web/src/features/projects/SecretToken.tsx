// The secret token, for servers that evaluate feature flags themselves: made, changed, shown once.
import { useState } from 'react';
import { api } from '../../api/client';
import { ADMIN } from '../../api/levels';
import { useSession } from '../../api/session';
import { Button } from '../../ui/Button';
import { Card } from '../../ui/Card';
import { CopyButton } from '../../ui/CopyButton';
import { Notice } from '../../ui/Notice';
import { Sure } from '../../ui/Sure';
import { Trouble } from '../../ui/Trouble';
import { reloadProject } from './project';
import classes from './ProjectToken.module.css';

const SECRET = '/api/projects/{id}/rotate_secret_token/';
const BACKUP = '/api/projects/{id}/delete_secret_token_backup/';

export function SecretToken() {
  const { project } = useSession();
  const [value, setValue] = useState<string | null>(null);
  const where = { params: { path: { id: project.id } } };
  const rotate = api.useMutation('patch', SECRET, {
    onSuccess: async (made) => {
      setValue(made.secret_api_token ?? null);
      await reloadProject();
    },
  });
  const drop = api.useMutation('patch', BACKUP, { onSuccess: reloadProject });
  const isAdmin = (project.effective_membership_level ?? 0) >= ADMIN;
  const [secret, backup] = [project.secret_api_token, project.secret_api_token_backup];
  return (
    <Card
      title="Secret token"
      note="For servers that evaluate feature flags by themselves. It belongs to no person, and never into a browser."
    >
      <div className={classes.list}>
        {value !== null && (
          <Notice tone="good" title="Copy the token now: you will not be able to see it again">
            <p className={classes.once}>
              <code>{value}</code>
              <CopyButton text={value} what="the secret token" />
            </p>
          </Notice>
        )}
        {rotate.isError && <Trouble what="The token was not made" error={rotate.error} />}
        {drop.isError && <Trouble what="The token before goes on working" error={drop.error} />}
        {secret == null ? (
          <p className={classes.quiet}>There is none yet.</p>
        ) : (
          <p>
            In use: <code>{secret}</code>
            {backup != null && (
              <>
                {' '}
                · the one before it, <code>{backup}</code>, still works
              </>
            )}
          </p>
        )}
        {isAdmin ? (
          <div className={classes.buttons}>
            {secret == null ? (
              <Button isBusy={rotate.isPending} onClick={() => rotate.mutate(where)}>
                Make a secret token
              </Button>
            ) : (
              <Sure
                label="Rotate"
                of="the secret token"
                look="plain"
                question="This one goes on until you delete it; the one before it stops at once."
                yes="Rotate now"
                isBusy={rotate.isPending}
                onYes={() => rotate.mutate(where)}
              />
            )}
            {backup != null && (
              <Sure
                label="Delete the one before"
                question="Servers that still use it get no flags."
                yes="Delete it now"
                isBusy={drop.isPending}
                onYes={() => drop.mutate(where)}
              />
            )}
          </div>
        ) : (
          <p className={classes.quiet}>Only admins make and change it.</p>
        )}
      </div>
    </Card>
  );
}
