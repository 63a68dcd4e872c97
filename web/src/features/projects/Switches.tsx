// Switches of a project, each saved as it is set.
import { useState } from 'react';
import { Check } from '../../ui/Form';
import { Trouble } from '../../ui/Trouble';
import { useChange } from './project';
import classes from './ProjectToken.module.css';

type Name =
  | 'anonymize_ips'
  | 'person_processing_opt_out'
  | 'autocapture_opt_out'
  | 'capture_performance_opt_in'
  | 'test_account_filters_default_checked';

/** An inverted one is named after what it turns off: `opt_out`. */
export type Switch = { name: Name; label: string; hint?: string; isInverted?: boolean };

export function Switches({ rows }: { rows: readonly Switch[] }) {
  // What was just set, until the server has said what is so.
  const [wish, setWish] = useState<Partial<Record<Name, boolean>>>({});
  const { project, save, change } = useChange(() => setWish({}));
  return (
    <div className={classes.list}>
      {rows.map(({ name, label, hint, isInverted = false }) => (
        <Check
          key={name}
          label={label}
          {...(hint !== undefined && { hint })}
          checked={(wish[name] ?? project[name] ?? false) !== isInverted}
          disabled={save.isPending}
          onChange={(isOn) => {
            const value = isOn !== isInverted;
            setWish({ [name]: value });
            change({ [name]: value });
          }}
        />
      ))}
      {save.isError && <Trouble what="It was not changed" error={save.error} />}
    </div>
  );
}
