// The result of an insight: a table, or plainly why there is none to see.
import { Empty } from '../../ui/Empty';
import { count } from '../../ui/format';
import { ResultTable } from '../../ui/ResultTable';
import { kindOf, titleOf, type Insight } from './page';
import classes from './Shared.module.css';

export function Result({ insight }: { insight: Insight }) {
  const { table } = insight;
  if (table === null || table.columns.length === 0) return <Nothing kind={kindOf(insight.query)} />;
  if (table.rows.length === 0) return <Empty title="No rows">Nothing matches this query now.</Empty>;
  return (
    <div className={classes.result}>
      <ResultTable columns={table.columns} rows={table.rows} label={titleOf(insight)} />
      {table.hasMore && (
        <p className={classes.more}>The first {count(table.rows.length)} rows; there are more.</p>
      )}
    </div>
  );
}

function Nothing({ kind }: { kind: string | null }) {
  if (kind === 'HogQLQuery')
    return (
      <Empty title="No result">
        This query cannot be computed as it stands. Who shared the page can see why.
      </Empty>
    );
  return (
    <Empty title={`${nameOf(kind)} cannot be shown yet`}>
      This Tenrec shows insights that are written in SQL. Insights of other kinds come with a later version.
    </Empty>
  );
}

const NAMES: Record<string, string> = {
  TrendsQuery: 'Trends',
  FunnelsQuery: 'Funnels',
  RetentionQuery: 'Retention',
  PathsQuery: 'User paths',
  StickinessQuery: 'Stickiness',
  LifecycleQuery: 'Lifecycle',
};

const nameOf = (kind: string | null) => NAMES[kind ?? ''] ?? 'This kind of insight';
