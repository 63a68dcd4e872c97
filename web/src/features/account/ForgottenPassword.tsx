// Asks for the e-mail that lets somebody choose a new password. It never tells whether there is an account.
import { useState, type SubmitEvent } from 'react';
import { Link } from 'react-router';
import { api } from '../../api/client';
import { wordsOf } from '../../api/words';
import { Button } from '../../ui/Button';
import { TextField } from '../../ui/Field';
import { Skeleton } from '../../ui/Skeleton';
import { Trouble } from '../../ui/Trouble';
import { Frame } from './Frame';
import classes from './Frame.module.css';

export default function ForgottenPassword() {
  const [email, setEmail] = useState('');
  // Sets the CSRF cookie, and says whether e-mails leave this server.
  const preflight = api.useQuery('get', '/_preflight/', {}, { staleTime: 0 });
  const ask = api.useMutation('post', '/api/reset/');
  const { on, rest } = wordsOf(ask.error, ['email']);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    ask.mutate({ body: { email } });
  };
  if (ask.isSuccess)
    return <Sent email={email} isMailed={preflight.data?.email_service_available !== false} />;
  return (
    <Frame title="Forgot your password?" lead="You get an e-mail with a link to choose a new one.">
      {rest !== null && <Trouble what="The e-mail was not asked for" error={rest} />}
      {preflight.isPending ? (
        <Skeleton lines={2} height={30} />
      ) : (
        <form onSubmit={submit}>
          <TextField
            label="E-mail"
            type="email"
            name="email"
            autoComplete="username"
            hint="The one that you log in with."
            required
            autoFocus
            value={email}
            error={on('email')}
            onChange={(event) => setEmail(event.target.value)}
          />
          <Button look="primary" type="submit" isBusy={ask.isPending}>
            Send the link
          </Button>
        </form>
      )}
      <p className={classes.aside}>
        <Link to="/login">Back to the log-in</Link>
      </p>
    </Frame>
  );
}

function Sent({ email, isMailed }: { email: string; isMailed: boolean }) {
  return (
    <Frame title="Look at your e-mail">
      <p>
        If there is an account for <strong>{email}</strong>, a link is on its way to it. It works once, for a
        day.
      </p>
      {isMailed ? (
        <p>Nothing there after some minutes? Look among the spam, and check the address.</p>
      ) : (
        <p>
          This server sends no e-mail yet: its operator finds the link in its log (
          <code>TENREC_EMAIL_URL</code> is the setting that changes this).
        </p>
      )}
      <p className={classes.aside}>
        <Link to="/login">Back to the log-in</Link>
      </p>
    </Frame>
  );
}
