// The end of something large: its name has to be typed before the button works.
import { useState, type ReactNode, type SubmitEvent } from 'react';
import { Button } from './Button';
import { TextField } from './Field';
import classes from './TypedSure.module.css';

type Props = {
  label: string;
  name: string;
  yes: string;
  isBusy: boolean;
  disabled?: boolean;
  children: ReactNode;
  onYes: () => void;
};

export function TypedSure({ label, name, yes, isBusy, disabled = false, children, onYes }: Props) {
  const [isOpen, setOpen] = useState(false);
  const [typed, setTyped] = useState('');
  const isMeant = typed.trim() === name.trim();
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (isMeant) onYes();
  };
  if (!isOpen)
    return (
      <Button look="danger" disabled={disabled} onClick={() => setOpen(true)}>
        {label}
      </Button>
    );
  return (
    <form className={classes.form} onSubmit={submit}>
      <div>{children}</div>
      <TextField
        label="Type its name to go on"
        hint={<code>{name}</code>}
        autoFocus
        autoComplete="off"
        spellCheck={false}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
      />
      <div className={classes.end}>
        <Button onClick={() => setOpen(false)}>Keep</Button>
        <Button type="submit" look="danger" disabled={!isMeant} isBusy={isBusy}>
          {yes}
        </Button>
      </div>
    </form>
  );
}
