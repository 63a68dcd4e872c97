// The frame of a screen: its title in the page and in the browser's tab.
import { useEffect, type ReactNode } from 'react';
import classes from './Page.module.css';

type Props = { title: string; lead?: ReactNode; side?: ReactNode; isWide?: boolean; children: ReactNode };

export function useTitle(title: string) {
  useEffect(() => {
    document.title = `${title} · Tenrec`;
  }, [title]);
}

export function Page({ title, lead, side, isWide = false, children }: Props) {
  useTitle(title);
  return (
    <div className={isWide ? classes.wide : classes.page}>
      <header className={classes.head}>
        <div className={classes.words}>
          <h1>{title}</h1>
          {lead !== undefined && <p className={classes.lead}>{lead}</p>}
        </div>
        {side}
      </header>
      {children}
    </div>
  );
}
