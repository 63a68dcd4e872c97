// A labelled input with its hint and its error, joined for screen readers.
import { useId, useState, type InputHTMLAttributes, type ReactNode, type SelectHTMLAttributes } from 'react';
import { Button } from './Button';
import classes from './Field.module.css';

type Around = { label: string; hint?: ReactNode; error?: string | null | undefined };
type Ids = { id: string; 'aria-describedby': string | undefined; 'aria-invalid': true | undefined };

function Frame({ label, hint, error, children }: Around & { children: (ids: Ids) => ReactNode }) {
  const id = useId();
  const [hintId, errorId] = [`${id}-hint`, `${id}-error`];
  const hasError = typeof error === 'string';
  const described = [hint !== undefined && hintId, hasError && errorId].filter(Boolean).join(' ');
  return (
    <div className={classes.field}>
      <label htmlFor={id}>{label}</label>
      {children({
        id,
        'aria-describedby': described === '' ? undefined : described,
        'aria-invalid': hasError || undefined,
      })}
      {hint !== undefined && !hasError && (
        <p id={hintId} className={classes.hint}>
          {hint}
        </p>
      )}
      {hasError && (
        <p id={errorId} className={classes.error} role="alert">
          {error}
        </p>
      )}
    </div>
  );
}

export function TextField({ label, hint, error, ...input }: Around & InputHTMLAttributes<HTMLInputElement>) {
  return (
    <Frame label={label} hint={hint} error={error}>
      {(ids) => <input {...input} {...ids} className={classes.input} />}
    </Frame>
  );
}

export function PasswordField({
  label,
  hint,
  error,
  ...input
}: Around & InputHTMLAttributes<HTMLInputElement>) {
  const [isShown, setShown] = useState(false);
  return (
    <Frame label={label} hint={hint} error={error}>
      {(ids) => (
        <div className={classes.joined}>
          <input
            {...input}
            {...ids}
            type={isShown ? 'text' : 'password'}
            className={classes.input}
            spellCheck={false}
          />
          <Button
            isSmall
            look="quiet"
            aria-pressed={isShown}
            onClick={() => setShown(!isShown)}
            className={classes.toggle}
          >
            {isShown ? 'Hide' : 'Show'}
            <span className="visually-hidden"> password</span>
          </Button>
        </div>
      )}
    </Frame>
  );
}

export function SelectField({
  label,
  hint,
  error,
  children,
  ...select
}: Around & SelectHTMLAttributes<HTMLSelectElement>) {
  return (
    <Frame label={label} hint={hint} error={error}>
      {(ids) => (
        <select {...select} {...ids} className={classes.input}>
          {children}
        </select>
      )}
    </Frame>
  );
}
