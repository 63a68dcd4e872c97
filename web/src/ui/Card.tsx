// A titled part of a page.
import type { ReactNode } from 'react';
import classes from './Card.module.css';

type Props = { title: string; note?: ReactNode; side?: ReactNode; isFlush?: boolean; children: ReactNode };

export function Card({ title, note, side, isFlush = false, children }: Props) {
  return (
    <section className={classes.card}>
      <header className={classes.head}>
        <div className={classes.words}>
          <h2>{title}</h2>
          {note !== undefined && <p className={classes.note}>{note}</p>}
        </div>
        {side}
      </header>
      <div className={isFlush ? classes.flush : classes.body}>{children}</div>
    </section>
  );
}
