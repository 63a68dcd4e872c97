// Asks somebody to join: address, level, some words.
import { useState, type SubmitEvent } from 'react';
import { api } from '../../api/client';
import { LEVELS, levelName, type Level } from '../../api/levels';
import { wordsOf } from '../../api/words';
import { SelectField, TextField } from '../../ui/Field';
import { FormEnd } from '../../ui/Form';
import { Trouble } from '../../ui/Trouble';
import classes from './Organization.module.css';
import { INVITES, reload, useHome, type Invite } from './organization';

type Props = { onMade: (invite: Invite) => void; onCancel: () => void };

export function InviteForm({ onMade, onCancel }: Props) {
  const home = useHome();
  const [email, setEmail] = useState('');
  const [level, setLevel] = useState<Level>(1);
  const [message, setMessage] = useState('');
  const make = api.useMutation('post', INVITES, {
    onSuccess: async (invite) => {
      await reload(INVITES);
      onMade(invite);
    },
  });
  const { on, rest } = wordsOf(make.error, ['target_email', 'level', 'message']);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    make.mutate({
      params: { path: { organization_id: home.id } },
      body: { target_email: email.trim(), level, message, send_email: true, combine_pending_invites: false },
    });
  };
  return (
    <form className={classes.invite} onSubmit={submit}>
      <TextField
        label="E-mail"
        type="email"
        required
        autoFocus
        autoComplete="off"
        maxLength={254}
        value={email}
        error={on('target_email')}
        onChange={(event) => setEmail(event.target.value)}
      />
      <SelectField
        label="Level"
        value={level}
        error={on('level')}
        onChange={(event) => setLevel(Number(event.target.value) as Level)}
      >
        {LEVELS.filter((one) => one <= home.level).map((one) => (
          <option key={one} value={one}>
            {levelName(one)}
          </option>
        ))}
      </SelectField>
      <TextField
        label="Your words in the e-mail"
        hint="May stay empty."
        maxLength={2000}
        value={message}
        error={on('message')}
        onChange={(event) => setMessage(event.target.value)}
      />
      {rest !== null && <Trouble what="Nobody was invited" error={rest} />}
      <FormEnd label="Invite" isBusy={make.isPending} onCancel={onCancel} />
    </form>
  );
}
