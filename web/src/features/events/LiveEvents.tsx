// The newest events, arriving by themselves; each opens to what was sent.
import { useState } from 'react';
import { Button } from '../../ui/Button';
import { Card } from '../../ui/Card';
import { Empty, Pulse } from '../../ui/Empty';
import { Icon } from '../../ui/Icon';
import { Skeleton } from '../../ui/Skeleton';
import { Trouble } from '../../ui/Trouble';
import { EventRow } from './EventRow';
import classes from './LiveEvents.module.css';
import { perMinute, useLiveEvents, type LiveEvent } from './liveEvents';

export function LiveEvents({ projectId }: { projectId: string }) {
  const [isPaused, setPaused] = useState(false);
  const live = useLiveEvents(projectId, isPaused);
  // A question that failed is asked again for a while: meanwhile nothing arrives.
  const isLive = !isPaused && !live.isError && live.failureCount === 0;
  return (
    <Card
      title="Live events"
      note={<Figures events={live.data} updatedAt={live.dataUpdatedAt} />}
      isFlush
      side={
        <div className={classes.side}>
          <span className={classes.state}>
            <Pulse isLive={isLive} />
            {isLive ? 'Live' : isPaused ? 'Paused' : 'Not live'}
          </span>
          <Button isSmall onClick={() => setPaused(!isPaused)} aria-pressed={isPaused}>
            <Icon name={isPaused ? 'play' : 'stop'} size={12} />
            {isPaused ? 'Go on' : 'Pause'}
          </Button>
        </div>
      }
    >
      {live.isError && (
        <div className={classes.trouble}>
          <Trouble
            what="The events could not be loaded"
            error={live.error}
            retry={() => void live.refetch()}
          />
        </div>
      )}
      {live.isPending && (
        <div className={classes.trouble}>
          <Skeleton lines={5} height={20} />
        </div>
      )}
      {live.data !== undefined && <Rows events={live.data} />}
    </Card>
  );
}

function Figures({ events, updatedAt }: { events: LiveEvent[] | undefined; updatedAt: number }) {
  if (events === undefined || events.length === 0) return <>The newest come first.</>;
  return (
    <>
      <b>{perMinute(events, updatedAt)}</b> in the last minute. The newest {events.length} are shown.
    </>
  );
}

function Waiting() {
  return (
    <Empty
      title="Waiting for the first event"
      art={
        <span className={classes.waiting}>
          <Pulse />
        </span>
      }
    >
      Run one of the snippets. The event appears here by itself, usually within a second or two.
    </Empty>
  );
}

function Rows({ events }: { events: LiveEvent[] }) {
  const isFresh = useFresh(events);
  if (events.length === 0) return <Waiting />;
  return (
    <ul className={classes.rows} aria-label="Newest events">
      {events.map((event) => (
        <EventRow key={event.id} event={event} isFresh={isFresh(event.id)} />
      ))}
    </ul>
  );
}

/** What is there at first is simply there; only what was not in the list before moves in. */
function useFresh(events: LiveEvent[]) {
  const [shown, setShown] = useState({ events, fresh: new Set<string>() });
  if (shown.events !== events) {
    const before = new Set(shown.events.map(({ id }) => id));
    setShown({ events, fresh: new Set(events.map(({ id }) => id).filter((id) => !before.has(id))) });
  }
  return (id: string) => shown.fresh.has(id);
}
