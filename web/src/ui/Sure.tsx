// An action that cannot be taken back: a button, and after it the question whether it is meant.
import { useState, type ReactNode } from 'react';
import { Button } from './Button';
import classes from './Sure.module.css';

type Props = {
  label: string;
  /** What the action is about, for who cannot see where the button stands. */
  of?: string;
  question: ReactNode;
  yes: string;
  no?: string;
  look?: 'quiet' | 'plain' | 'danger';
  isSmall?: boolean;
  isBusy?: boolean;
  disabled?: boolean;
  onYes: () => void;
};

export function Sure({
  label,
  of,
  question,
  yes,
  no = 'Keep',
  look = 'quiet',
  isSmall = true,
  ...rest
}: Props) {
  const [state, setState] = useState<'idle' | 'asked' | 'kept'>('idle');
  if (state === 'asked')
    return (
      <div className={classes.ask} role="group" aria-label={of === undefined ? label : `${label} ${of}`}>
        <span>{question}</span>
        <Button isSmall={isSmall} autoFocus onClick={() => setState('kept')}>
          {no}
        </Button>
        <Button
          isSmall={isSmall}
          look="danger"
          onClick={() => {
            setState('idle');
            rest.onYes();
          }}
        >
          {yes}
        </Button>
      </div>
    );
  return (
    <Button
      isSmall={isSmall}
      look={look}
      autoFocus={state === 'kept'}
      isBusy={rest.isBusy === true}
      disabled={rest.disabled}
      onClick={() => setState('asked')}
      {...(of !== undefined && { 'aria-label': `${label} ${of}` })}
    >
      {label}
    </Button>
  );
}
