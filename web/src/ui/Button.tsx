// Buttons: one primary per screen, plain ones beside it, quiet ones inside other things.
import type { ButtonHTMLAttributes } from 'react';
import classes from './Button.module.css';

type Look = 'primary' | 'plain' | 'quiet' | 'danger';
type Props = ButtonHTMLAttributes<HTMLButtonElement> & { look?: Look; isBusy?: boolean; isSmall?: boolean };

export function Button({
  look = 'plain',
  isBusy = false,
  isSmall = false,
  children,
  className,
  ...rest
}: Props) {
  const names = [classes.button, classes[look], isSmall && classes.small, isBusy && classes.busy, className];
  return (
    <button
      type="button"
      {...rest}
      className={names.filter(Boolean).join(' ')}
      disabled={rest.disabled === true || isBusy}
      aria-busy={isBusy || undefined}
    >
      {children}
    </button>
  );
}
