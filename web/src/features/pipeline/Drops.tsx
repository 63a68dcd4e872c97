// Accepted events that were not stored, by reason; and dead letters.
import { Card } from '../../ui/Card';
import { count } from '../../ui/format';
import classes from './Pipeline.module.css';
import type { Pipeline } from './verdict';
import { DROPS, plainName } from './words';

export function Drops({ state }: { state: Pipeline }) {
  const drops = Object.entries(state.dropped)
    .filter(([, number]) => number > 0)
    .sort(([, a], [, b]) => b - a);
  return (
    <Card title="Not stored" note="Accepted, and then left out for a reason. Never silently.">
      <ul className={classes.list}>
        {drops.map(([reason, number]) => (
          <li key={reason}>
            <span className={classes.name}>{plainName(reason)}</span>
            <span className={classes.number}>{count(number)}</span>
            <p>{DROPS[reason] ?? 'See the documentation of capture for this reason.'}</p>
          </li>
        ))}
        <li>
          <span className={classes.name}>dead letters</span>
          <span className={classes.number}>{count(state.dead_letters)}</span>
          <p>
            {state.dead_letters === 0
              ? 'Events that could not be processed would be kept here, with the reason. There are none.'
              : 'Could not be processed. They are kept with their reason, and hold up nothing else.'}
          </p>
        </li>
      </ul>
    </Card>
  );
}
