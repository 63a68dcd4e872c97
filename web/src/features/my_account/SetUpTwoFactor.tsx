// The set-up of the second factor: the picture for the app (drawn by this server), and its first code.
import { useEffect, useState } from 'react';
import { api } from '../../api/client';
import { wordsOf } from '../../api/words';
import { CopyButton } from '../../ui/CopyButton';
import { TextField } from '../../ui/Field';
import { Form, FormEnd } from '../../ui/Form';
import { Skeleton } from '../../ui/Skeleton';
import { Trouble } from '../../ui/Trouble';
import { useStart } from './twoFactor';
import { ME } from './account';
import classes from './Account.module.css';

type Props = { onDone: (codes: string[]) => Promise<void>; onCancel?: () => void };

export function SetUpTwoFactor({ onDone, onCancel }: Props) {
  const { begin, data, error } = useStart();
  useEffect(begin, [begin]);
  const [token, setToken] = useState('');
  const confirm = api.useMutation('post', '/api/users/{uuid}/two_factor_validate/', {
    onSuccess: ({ backup_codes }) => onDone(backup_codes),
  });
  const { on, rest } = wordsOf(confirm.error, ['token']);
  if (error !== null) return <Trouble what="The set-up did not begin" error={error} retry={begin} />;
  if (data === undefined) return <Skeleton lines={5} height={24} />;
  return (
    <div className={classes.setUp}>
      <img className={classes.qr} src={data.qr_code} alt="QR code with the secret below" />
      <div className={classes.steps}>
        <p>Scan the picture with your authenticator app, or type this secret into it:</p>
        <p className={classes.secret}>
          <code>{data.secret.match(/.{1,4}/g)?.join(' ')}</code>
          <CopyButton text={data.secret} what="the secret" />
        </p>
        <Form onSubmit={() => confirm.mutate({ ...ME, body: { token: token.replaceAll(' ', '') } })}>
          <TextField
            label="The code that the app shows"
            inputMode="numeric"
            autoComplete="one-time-code"
            required
            maxLength={7}
            spellCheck={false}
            value={token}
            error={on('token')}
            onChange={(event) => setToken(event.target.value)}
          />
          {rest !== null && <Trouble what="It was not turned on" error={rest} />}
          <FormEnd
            label="Turn it on"
            isBusy={confirm.isPending}
            {...(onCancel !== undefined && { onCancel })}
          />
        </Form>
      </div>
    </div>
  );
}
