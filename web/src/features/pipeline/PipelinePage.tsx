// The health of the way of an event: taken in, waiting, stored; what was dropped, and the disk.
import { api } from '../../api/client';
import { useSession } from '../../api/session';
import { Card } from '../../ui/Card';
import { Pulse } from '../../ui/Empty';
import { Notice } from '../../ui/Notice';
import { Page } from '../../ui/Page';
import { Skeleton } from '../../ui/Skeleton';
import { Trouble } from '../../ui/Trouble';
import { Disk } from './Disk';
import { Drops } from './Drops';
import { Figures } from './Figures';
import { useSamples } from './pace';
import classes from './Pipeline.module.css';
import { verdict } from './verdict';
import { Warnings } from './Warnings';

export default function PipelinePage() {
  const { project } = useSession();
  const params = { params: { path: { project_id: String(project.id) } } };
  const health = api.useQuery('get', '/api/projects/{project_id}/pipeline/', params, {
    refetchInterval: 2000,
  });
  const samples = useSamples(health.data, health.dataUpdatedAt);
  const state = health.data;
  const word = state && verdict(state);
  const isLive = !health.isError && health.failureCount === 0;
  return (
    <Page
      title="Pipeline"
      lead="The way of an event: an SDK sends it, it is written to disk, then it is stored where queries see it."
      side={
        <span className={classes.live}>
          <Pulse isLive={isLive} /> {isLive ? 'Live' : 'Not live'}
        </span>
      }
    >
      {health.isError && (
        <Trouble
          what="The state could not be loaded"
          error={health.error}
          retry={() => void health.refetch()}
        />
      )}
      {health.isPending && (
        <Card title="State">
          <Skeleton lines={6} height={22} />
        </Card>
      )}
      {word && (
        <Notice tone={word.tone} title={word.title}>
          {word.advice}
        </Notice>
      )}
      {state?.last_error && (
        <Notice tone="warn" title="The last error">
          <p className={classes.error}>{state.last_error}</p>
          The batch it happened in is tried again by itself. If the same error stays here, look at the
          server’s terminal.
        </Notice>
      )}
      {state && (
        <>
          <Figures state={state} samples={samples} />
          <div className={classes.columns}>
            <Drops state={state} />
            <Disk disk={state.disk} />
          </div>
          <Warnings projectId={String(project.id)} />
        </>
      )}
    </Page>
  );
}
