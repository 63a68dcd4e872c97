// Events that were stored differently from how they were sent, or left out, by kind.
import { api } from '../../api/client';
import type { components } from '../../api/schema';
import { Ago } from '../../ui/Ago';
import { Card } from '../../ui/Card';
import { counted } from '../../ui/format';
import { Skeleton } from '../../ui/Skeleton';
import { Trouble } from '../../ui/Trouble';
import classes from './Pipeline.module.css';
import { plainName, WARNINGS } from './words';

type Warning = components['schemas']['WarningGroup'];

export function Warnings({ projectId }: { projectId: string }) {
  const warnings = api.useQuery(
    'get',
    '/api/projects/{project_id}/ingestion_warnings/',
    { params: { path: { project_id: projectId } } },
    { refetchInterval: 10_000 },
  );
  const all = warnings.data?.results;
  return (
    <Card title="Warnings" note="What was wrong with events of this project, and what became of them.">
      {warnings.isPending && <Skeleton lines={2} />}
      {warnings.isError && (
        <Trouble
          what="The warnings could not be loaded"
          error={warnings.error}
          retry={() => void warnings.refetch()}
        />
      )}
      {all?.length === 0 && <p className={classes.fine}>None. Every event was stored as it was sent.</p>}
      {all !== undefined && all.length > 0 && (
        <ul className={classes.list}>
          {all.map((warning) => (
            <Row key={warning.type} warning={warning} />
          ))}
        </ul>
      )}
    </Card>
  );
}

function Row({ warning }: { warning: Warning }) {
  return (
    <li>
      <span className={classes.name}>{plainName(warning.type)}</span>
      <span className={classes.number}>
        {counted(warning.count, 'time')} · <Ago iso={warning.last_seen} />
      </span>
      <p>{WARNINGS[warning.type] ?? 'The details below say which events.'}</p>
      {warning.warnings.length > 0 && (
        <details className={classes.details}>
          <summary>The latest</summary>
          <pre tabIndex={0}>
            {warning.warnings
              .slice(0, 5)
              .map((one) => JSON.stringify(one, null, 2))
              .join('\n')}
          </pre>
        </details>
      )}
    </li>
  );
}
