// Beside the SQL box: what there is to ask about, and what was asked before.
import type { UseQueryResult } from '@tanstack/react-query';
import { useState } from 'react';
import { Ago } from '../../ui/Ago';
import { Button } from '../../ui/Button';
import { counted } from '../../ui/format';
import { Skeleton } from '../../ui/Skeleton';
import { Tabs } from '../../ui/Tabs';
import { Trouble } from '../../ui/Trouble';
import type { Tables } from './ask';
import type { Past } from './history';
import classes from './SidePanel.module.css';

type Props = {
  tables: UseQueryResult<Tables>;
  past: Past[];
  onPick: (sql: string) => void;
  onRun: (sql: string) => void;
  onForget: () => void;
};
const TABS = [
  { key: 'tables', label: 'Tables' },
  { key: 'history', label: 'History' },
] as const;

export function SidePanel({ tables, past, onPick, onRun, onForget }: Props) {
  const [open, setOpen] = useState<'tables' | 'history'>('tables');
  return (
    <aside className={classes.panel} aria-label="Tables and history">
      <Tabs label="Tables and history" tabs={TABS} open={open} onOpen={setOpen}>
        <div className={classes.body}>
          {open === 'tables' ? (
            <TableList tables={tables} onRun={onRun} />
          ) : (
            <History past={past} onPick={onPick} onForget={onForget} />
          )}
        </div>
      </Tabs>
    </aside>
  );
}

function TableList({ tables, onRun }: Pick<Props, 'tables' | 'onRun'>) {
  if (tables.isPending) return <Skeleton lines={5} />;
  if (tables.isError)
    return (
      <Trouble
        what="The tables could not be loaded"
        error={tables.error}
        retry={() => void tables.refetch()}
      />
    );
  return Object.entries(tables.data).map(([table, fields]) => (
    <details key={table} className={classes.table} open={table === 'events'}>
      <summary>
        <span>{table}</span>
        <span className={classes.quiet} title={counted(fields.length, 'column')}>
          {fields.length}
        </span>
      </summary>
      <ul>
        {fields.map(({ name, type }) => (
          <li key={name}>
            <code>{name}</code>
            <span className={classes.quiet}>{type}</span>
          </li>
        ))}
      </ul>
      <Button isSmall look="quiet" onClick={() => onRun(`select * from ${table} limit 100`)}>
        Show 100 rows
      </Button>
    </details>
  ));
}

function History({ past, onPick, onForget }: Pick<Props, 'past' | 'onPick' | 'onForget'>) {
  if (past.length === 0)
    return <p className={classes.quiet}>Queries that worked are listed here. They stay in this browser.</p>;
  return (
    <>
      <ul>
        {past.map(({ sql, at, rows }) => (
          <li key={sql}>
            <button
              type="button"
              className={classes.past}
              onClick={() => onPick(sql)}
              title="Put it in the box"
            >
              <code>{sql}</code>
              <span className={classes.quiet}>
                <Ago iso={at} />
                {rows !== null && ` · ${counted(rows, 'row')}`}
              </span>
            </button>
          </li>
        ))}
      </ul>
      <Button isSmall look="quiet" onClick={onForget}>
        Forget them all
      </Button>
    </>
  );
}
