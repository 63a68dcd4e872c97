// Names and values, each value with a button that copies it.
import { CopyButton } from '../../ui/CopyButton';
import classes from './ProjectToken.module.css';

export function ValueRows({ rows }: { rows: [name: string, value: string][] }) {
  return (
    <dl className={classes.list}>
      {rows.map(([name, value]) => (
        <div key={name} className={classes.row}>
          <dt>{name}</dt>
          <dd>
            <code>{value}</code>
            <CopyButton text={value} what={name.toLowerCase()} />
          </dd>
        </div>
      ))}
    </dl>
  );
}
