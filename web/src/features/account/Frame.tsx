// The page around the log-in and the set-up: the mark, a title, one card.
import type { ReactNode } from 'react';
import { Mark } from '../../ui/Mark';
import { useTitle } from '../../ui/Page';
import classes from './Frame.module.css';

export function Frame({ title, lead, children }: { title: string; lead?: ReactNode; children: ReactNode }) {
  useTitle(title);
  return (
    <main className={classes.page}>
      <div className={classes.column}>
        <div className={classes.brand}>
          <Mark size={44} />
          <span>Tenrec</span>
        </div>
        <section className={classes.card}>
          <h1>{title}</h1>
          {lead !== undefined && <div className={classes.lead}>{lead}</div>}
          {children}
        </section>
        <p className={classes.foot}>Product analytics on your own machine</p>
      </div>
    </main>
  );
}
