// A list of things: what it is, what is known of it, what can be done with it.
import type { ReactNode } from 'react';
import classes from './Rows.module.css';

export function Rows({ label, children }: { label: string; children: ReactNode }) {
  return (
    <ul className={classes.rows} aria-label={label}>
      {children}
    </ul>
  );
}

type RowProps = { title: ReactNode; facts?: ReactNode; side?: ReactNode; children?: ReactNode };

export function Row({ title, facts, side, children }: RowProps) {
  return (
    <li className={classes.row}>
      <div className={classes.about}>
        <p className={classes.title}>{title}</p>
        {facts !== undefined && <p className={classes.facts}>{facts}</p>}
      </div>
      {side !== undefined && <div className={classes.side}>{side}</div>}
      {children !== undefined && <div className={classes.more}>{children}</div>}
    </li>
  );
}

/** A word on a row that must not be overlooked. */
export function Tag({ tone = 'plain', children }: { tone?: 'plain' | 'good' | 'warn'; children: ReactNode }) {
  return <span className={`${classes.tag} ${classes[tone]}`}>{children}</span>;
}
