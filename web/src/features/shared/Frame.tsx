// What stands around a shared thing: whose page it is, its title and words; an embedded one has less.
import { useEffect, type ReactNode } from 'react';
import { Mark } from '../../ui/Mark';
import type { Look } from './look';
import classes from './Shared.module.css';

type Props = {
  title: string;
  lead?: string | null;
  note?: ReactNode;
  look: Look;
  isEmbedded: boolean;
  children: ReactNode;
};

export function Frame({ title, lead, note, look, isEmbedded, children }: Props) {
  const isBranded = !look.whitelabel;
  useEffect(() => {
    document.title = isBranded ? `${title} · Tenrec` : title;
  }, [title, isBranded]);
  return (
    <div className={classes.page}>
      {isBranded && !isEmbedded && !look.noHeader && (
        <header className={classes.brand}>
          <Mark size={26} />
          <span>Tenrec</span>
        </header>
      )}
      <main className={isEmbedded ? classes.bare : classes.main}>
        <div className={look.noHeader ? 'visually-hidden' : classes.title}>
          <h1>{title}</h1>
          {lead && !look.hideExtraDetails && <p className={classes.lead}>{lead}</p>}
          {note !== undefined && !look.hideExtraDetails && <p className={classes.note}>{note}</p>}
        </div>
        {children}
      </main>
      {isBranded && !isEmbedded && (
        <footer className={classes.foot}>Made with Tenrec, product analytics on your own machine</footer>
      )}
    </div>
  );
}

/** A card in the middle, where there is nothing else to show. */
export function Middle({ title, children }: { title: string; children: ReactNode }) {
  useEffect(() => {
    document.title = `${title} · Tenrec`;
  }, [title]);
  return (
    <main className={classes.middle}>
      <section className={classes.message}>
        <Mark size={40} />
        <h1>{title}</h1>
        {children}
      </section>
    </main>
  );
}
