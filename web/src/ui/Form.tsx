// A form of a few fields, and its end: the button, and whether it is saved.
import type { ReactNode } from 'react';
import { Button } from './Button';
import classes from './Form.module.css';

export function Form({ onSubmit, children }: { onSubmit: () => void; children: ReactNode }) {
  return (
    <form
      className={classes.form}
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit();
      }}
    >
      {children}
    </form>
  );
}

type EndProps = {
  label: string;
  isBusy: boolean;
  disabled?: boolean;
  done?: ReactNode;
  onCancel?: () => void;
};

export function FormEnd({ label, isBusy, disabled = false, done, onCancel }: EndProps) {
  return (
    <div className={classes.end}>
      <Button type="submit" look="primary" disabled={disabled} isBusy={isBusy}>
        {label}
      </Button>
      {onCancel !== undefined && (
        <Button look="quiet" onClick={onCancel}>
          Cancel
        </Button>
      )}
      <span role="status" className={classes.done}>
        {done}
      </span>
    </div>
  );
}

type CheckProps = {
  label: string;
  hint?: string;
  checked: boolean;
  disabled?: boolean;
  onChange: (isOn: boolean) => void;
};

export function Check({ label, hint, checked, disabled, onChange }: CheckProps) {
  return (
    <label className={classes.check}>
      <input
        type="checkbox"
        checked={checked}
        disabled={disabled}
        onChange={(event) => onChange(event.target.checked)}
      />
      <span>
        {label}
        {hint !== undefined && <span className={classes.hint}>{hint}</span>}
      </span>
    </label>
  );
}
