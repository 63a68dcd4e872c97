// What came back: a table, nothing, or a refusal.
import { Button } from '../../ui/Button';
import { CopyButton } from '../../ui/CopyButton';
import { download, toCsv } from '../../ui/cells';
import { Empty } from '../../ui/Empty';
import { count, counted, seconds } from '../../ui/format';
import { Icon } from '../../ui/Icon';
import { Notice } from '../../ui/Notice';
import { ResultTable } from '../../ui/ResultTable';
import { Skeleton } from '../../ui/Skeleton';
import { Trouble } from '../../ui/Trouble';
import { asProblem } from '../../api/problem';
import type { Answer as AnswerData } from './ask';
import classes from './SqlPage.module.css';
import type { useRun } from './useRun';

export function Answer({ run, project }: { run: ReturnType<typeof useRun>; project: string }) {
  return (
    <section className={classes.answer} aria-label="Answer" aria-busy={run.isPending}>
      {run.isPending && (
        <div className={classes.inner}>
          <Skeleton lines={5} height={18} />
        </div>
      )}
      {run.isError && (
        <div className={classes.inner}>
          <Refusal error={run.error} />
        </div>
      )}
      {run.isIdle && (
        <Empty title="The answer appears here">
          Write a query and run it. Properties are columns: <code>properties.plan</code>,{' '}
          <code>person.properties.email</code>.
        </Empty>
      )}
      {run.isSuccess && <Found answer={run.data} project={project} />}
    </section>
  );
}

function Refusal({ error }: { error: unknown }) {
  const problem = asProblem(error);
  if (problem.code === 'cancelled')
    return (
      <Notice tone="info" title="Stopped">
        The query was stopped before it had an answer.
      </Notice>
    );
  if (problem.status === 400)
    return (
      <Notice tone="bad" title="The query was refused">
        <p className={classes.message}>{problem.message}</p>
      </Notice>
    );
  return <Trouble what="The query did not run" error={error} />;
}

function Found({ answer, project }: { answer: AnswerData; project: string }) {
  const { columns, rows } = answer;
  const name = `${project.replaceAll(/[^\w-]+/g, '-').toLowerCase()}-${new Date().toISOString().slice(0, 19).replaceAll(':', '')}.csv`;
  return (
    <>
      <header className={classes.summary}>
        <p role="status">
          <b>{counted(rows.length, 'row')}</b> in {seconds(answer.seconds)}
          {answer.hasMore && (
            <span className={classes.more}>
              There is more: {answer.limit !== null && `the limit was ${count(answer.limit)}. `}Add{' '}
              <code>limit</code> for more.
            </span>
          )}
        </p>
        <CopyButton text={() => toCsv(columns, rows)} label="Copy CSV" what="of the result" />
        <Button isSmall onClick={() => download(name, toCsv(columns, rows))}>
          <Icon name="download" /> Download
        </Button>
      </header>
      {rows.length === 0 ? (
        <Empty title="No rows">The query is right, and nothing matches it.</Empty>
      ) : (
        <ResultTable columns={columns} rows={rows} />
      )}
    </>
  );
}
