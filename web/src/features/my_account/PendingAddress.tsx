// A new e-mail address that waits for its owner to open the link that was sent there.
import { api } from '../../api/client';
import { Button } from '../../ui/Button';
import { Notice } from '../../ui/Notice';
import { Trouble } from '../../ui/Trouble';
import { reloadMe } from './account';
import classes from './Account.module.css';

export function PendingAddress({
  uuid,
  current,
  pending,
}: {
  uuid: string;
  current: string;
  pending: string;
}) {
  const send = api.useMutation('post', '/api/users/request_email_verification/');
  const cancel = api.useMutation('patch', '/api/users/cancel_email_change_request/', {
    onSuccess: reloadMe,
  });
  return (
    <Notice tone="info" title={`${pending} is not verified yet`}>
      <p>Open the link that was sent there. Until then you log in as {current}.</p>
      <p className={classes.buttons}>
        <Button
          isSmall
          isBusy={send.isPending}
          disabled={send.isSuccess}
          onClick={() => send.mutate({ body: { uuid } })}
        >
          {send.isSuccess ? 'Sent again' : 'Send it again'}
        </Button>
        <Button isSmall look="quiet" isBusy={cancel.isPending} onClick={() => cancel.mutate({})}>
          Keep the old address
        </Button>
      </p>
      {send.isError && <Trouble what="The link was not sent" error={send.error} />}
      {cancel.isError && <Trouble what="The change was not taken back" error={cancel.error} />}
    </Notice>
  );
}
