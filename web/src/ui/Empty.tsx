// Nothing here yet: why, and what brings something.
import type { ReactNode } from 'react';
import classes from './Empty.module.css';

export function Empty({ title, art, children }: { title: string; art?: ReactNode; children: ReactNode }) {
  return (
    <div className={classes.empty} role="status">
      {art}
      <p className={classes.title}>{title}</p>
      <div className={classes.words}>{children}</div>
    </div>
  );
}

/** A dot that breathes: something is being waited for. */
export function Pulse({ isLive = true }: { isLive?: boolean }) {
  return <span className={isLive ? classes.pulse : classes.still} aria-hidden />;
}
