// One event: its name, its person, its time; opens to its properties.
import { useId, useState } from 'react';
import { printJson } from '../../api/json';
import { Ago } from '../../ui/Ago';
import { CopyButton } from '../../ui/CopyButton';
import { Icon } from '../../ui/Icon';
import { JsonView } from '../../ui/JsonView';
import classes from './LiveEvents.module.css';
import type { LiveEvent } from './liveEvents';

export function EventRow({ event, isFresh }: { event: LiveEvent; isFresh: boolean }) {
  const [isOpen, setOpen] = useState(false);
  const [isNew] = useState(isFresh);
  const id = useId();
  return (
    <li className={isNew ? `${classes.row} ${classes.fresh}` : classes.row}>
      <button
        type="button"
        className={classes.head}
        aria-expanded={isOpen}
        aria-controls={id}
        onClick={() => setOpen(!isOpen)}
      >
        <span className={isOpen ? classes.turned : classes.arrow}>
          <Icon name="chevron" size={13} />
        </span>
        <span className={classes.name}>{event.event}</span>
        <span className={classes.person} title={`distinct_id: ${event.distinctId}`}>
          {event.person ?? event.distinctId}
        </span>
        <span className={classes.time}>
          <Ago iso={event.timestamp} />
        </span>
      </button>
      {isOpen && (
        <div id={id} className={classes.body}>
          <div className={classes.facts}>
            <span>
              distinct_id <code>{event.distinctId}</code>
            </span>
            <span>
              time <code>{event.timestamp}</code>
            </span>
            <span>
              id <code>{event.id}</code>
            </span>
            <CopyButton text={() => printJson(event.properties, 2)} what="properties" label="Copy JSON" />
          </div>
          <JsonView json={event.properties} label={`Properties of ${event.event}`} />
        </div>
      )}
    </li>
  );
}
