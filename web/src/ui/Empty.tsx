// Nothing here yet: why, and what brings something.
import type { ReactNode } from 'react';
import classes from './Empty.module.css';

type Props = { title: string; art?: ReactNode; isWhole?: boolean; children: ReactNode };

/** `isWhole` when the screen has nothing else: its title is that of the page. */
export function Empty({ title, art, isWhole = false, children }: Props) {
  const Title = isWhole ? 'h1' : 'p';
  return (
    <div className={classes.empty} role="status">
      {art}
      <Title className={classes.title}>{title}</Title>
      <div className={classes.words}>{children}</div>
    </div>
  );
}

/** A dot that breathes: something is being waited for. */
export function Pulse({ isLive = true }: { isLive?: boolean }) {
  return <span className={isLive ? classes.pulse : classes.still} aria-hidden />;
}
