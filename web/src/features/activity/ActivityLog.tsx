// Who did what, newest first: of the open project, or of the whole organization.
import { useCallback } from 'react';
import { useSearchParams } from 'react-router';
import { api } from '../../api/client';
import { Button } from '../../ui/Button';
import { Card } from '../../ui/Card';
import { Icon } from '../../ui/Icon';
import { Rows } from '../../ui/Rows';
import { Skeleton } from '../../ui/Skeleton';
import { Trouble } from '../../ui/Trouble';
import classes from './Activity.module.css';
import { askedOf, searchOf, type Asked } from './asked';
import { Filters } from './Filters';
import { useCsvAddress, useLog, type Of } from './log';
import { LogEntry } from './LogEntry';

const NOTES: Record<Of, string> = {
  project: 'Who did what in this project, newest first.',
  organization: 'Who did what in the organization and in all of its projects, newest first.',
};

export function ActivityLog({ of }: { of: Of }) {
  const [search, setSearch] = useSearchParams();
  const asked = askedOf(search);
  const ask = useCallback(
    (change: Partial<Asked>) =>
      setSearch((before) => searchOf({ ...askedOf(before), ...change }), { replace: true }),
    [setSearch],
  );
  const address = useCsvAddress(of, asked);
  return (
    <Card
      title="Activity log"
      note={NOTES[of]}
      side={
        <a className={classes.download} href={address} download={`${of}-activity.csv`}>
          <Icon name="download" /> CSV
        </a>
      }
    >
      <div className={classes.stack}>
        <Filters of={of} asked={asked} onAsk={ask} />
        <Entries of={of} asked={asked} />
      </div>
    </Card>
  );
}

function Entries({ of, asked }: { of: Of; asked: Asked }) {
  const log = useLog(of, asked);
  const projects = api.useQuery(
    'get',
    '/api/projects/',
    { params: { query: { limit: 1000 } } },
    { staleTime: 60_000, enabled: of === 'organization' },
  );
  const names = new Map(projects.data?.results.map(({ id, name }) => [id, name]));
  const rows = log.data?.pages.flatMap((page) => page?.results ?? []) ?? [];
  if (log.isPending) return <Skeleton lines={5} height={24} />;
  if (log.isError)
    return <Trouble what="The log could not be loaded" error={log.error} retry={() => void log.refetch()} />;
  if (rows.length === 0)
    return (
      <p role="status" className={classes.none}>
        {searchOf(asked).size > 0
          ? 'Nothing in the log is like that.'
          : 'Nothing yet: what people change is listed here.'}
      </p>
    );
  const projectOf = (id: number | null) =>
    of === 'project' || id === null ? null : (names.get(id) ?? `Project ${id}`);
  return (
    <>
      <Rows label="Activity">
        {rows.map((row) => (
          <LogEntry key={row.id} row={row} project={projectOf(row.team_id)} />
        ))}
      </Rows>
      {log.hasNextPage && (
        <Button
          look="quiet"
          className={classes.start}
          isBusy={log.isFetchingNextPage}
          onClick={() => void log.fetchNextPage()}
        >
          Show older ones
        </Button>
      )}
    </>
  );
}
