// Ask anything: a SQL box, its answer as a table, and the queries of before.
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useLocation, useNavigate } from 'react-router';
import { useSession } from '../../api/session';
import { Page } from '../../ui/Page';
import { Answer } from './Answer';
import { fetchTables, findMistakes, type Tables } from './ask';
import { Bar } from './Bar';
import { forget, hashOfSql, pastQueries, remember, sqlOfHash } from './history';
import { SidePanel } from './SidePanel';
import { SqlEditor } from './SqlEditor';
import classes from './SqlPage.module.css';
import { useRun } from './useRun';

const FIRST = 'select event, count() as total\nfrom events\ngroup by event\norder by total desc';
const NO_TABLES: Tables = {};

export default function SqlPage() {
  const { project } = useSession();
  const projectId = String(project.id);
  const navigate = useNavigate();
  const { hash } = useLocation();
  const [past, setPast] = useState(() => pastQueries(projectId));
  const [sql, setSql] = useState(() => sqlOfHash(hash) ?? past[0]?.sql ?? FIRST);
  const run = useRun(projectId, (asked, answer) =>
    setPast(remember(projectId, { sql: asked, at: new Date().toISOString(), rows: answer.rows.length })),
  );
  const tables = useQuery({
    queryKey: ['tables', projectId],
    queryFn: ({ signal }) => fetchTables(projectId, signal),
    staleTime: 300_000,
  });
  useFollowedHash(hash, setSql);

  const start = (asked: string) => {
    if (asked.trim() === '') return;
    setSql(asked);
    void navigate({ hash: hashOfSql(asked) }, { replace: true });
    run.mutate(asked);
  };
  return (
    <Page title="SQL" lead="Ask anything of your events and persons. Only reading is possible." isWide>
      <div className={classes.columns}>
        <div className={classes.main}>
          <section className={classes.box} aria-label="Query">
            <SqlEditor
              sql={sql}
              tables={tables.data ?? NO_TABLES}
              onChange={setSql}
              onRun={() => start(sql)}
              findMistakes={(text) => findMistakes(projectId, text, AbortSignal.timeout(10_000))}
            />
            <Bar
              isRunning={run.isPending}
              onRun={() => start(sql)}
              onStop={run.stop}
              link={() => linkTo(sql)}
            />
          </section>
          <Answer run={run} project={project.name} />
        </div>
        <SidePanel
          tables={tables}
          past={past}
          onPick={setSql}
          onRun={start}
          onForget={() => setPast(forget(projectId))}
        />
      </div>
    </Page>
  );
}

const linkTo = (sql: string) => window.location.origin + window.location.pathname + hashOfSql(sql);

/** Somebody opens another shared query while this page is open. */
function useFollowedHash(hash: string, setSql: (sql: string) => void) {
  useEffect(() => {
    const shared = sqlOfHash(hash);
    if (shared !== null) setSql(shared);
  }, [hash, setSql]);
}
