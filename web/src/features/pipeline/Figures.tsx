// Four figures, each with what it means.
import type { ReactNode } from 'react';
import { Ago } from '../../ui/Ago';
import { bytes, count, seconds, shortCount } from '../../ui/format';
import { Sparkline } from '../../ui/Sparkline';
import { rates, type Sample } from './pace';
import classes from './Pipeline.module.css';
import type { Pipeline } from './verdict';

export function Figures({ state, samples }: { state: Pipeline; samples: Sample[] }) {
  const paces = rates(samples);
  const filled = state.backlog_limit_bytes > 0 ? state.backlog_bytes / state.backlog_limit_bytes : 0;
  return (
    <dl className={classes.figures}>
      <Figure
        name="Lag"
        value={seconds(state.lag_seconds)}
        side={<Sparkline values={samples.map(({ lag }) => lag)} label="Lag while this page was open" />}
      >
        How long the oldest waiting event has waited.
      </Figure>
      <Figure name="Backlog" value={bytes(state.backlog_bytes)} side={<Meter filled={filled} />}>
        Waits on disk to be stored. Limit: {bytes(state.backlog_limit_bytes)}; beyond it new events are
        refused.
      </Figure>
      <Figure
        name="Acknowledged"
        value={shortCount(state.acknowledged_events)}
        title={count(state.acknowledged_events)}
      >
        Answered with “200”: safe on disk, even if the power fails.
      </Figure>
      <Figure
        name="Stored"
        value={shortCount(state.stored_events)}
        title={count(state.stored_events)}
        side={<Sparkline values={paces} label="Events stored a second, while this page was open" />}
      >
        {paces.length > 0 && <>{count(Math.round(paces.at(-1) ?? 0))} a second now. </>}
        {state.last_stored_at === null ? (
          'Nothing has been stored yet.'
        ) : (
          <>
            The last one <Ago iso={state.last_stored_at} />.
          </>
        )}
      </Figure>
    </dl>
  );
}

type FigureProps = { name: string; value: string; title?: string; side?: ReactNode; children: ReactNode };

function Figure({ name, value, title, side, children }: FigureProps) {
  return (
    <div className={classes.figure}>
      <dt>{name}</dt>
      <dd>
        <span className={classes.value} title={title}>
          {value}
        </span>
        <span className={classes.spark}>{side}</span>
        <p>{children}</p>
      </dd>
    </div>
  );
}

function Meter({ filled }: { filled: number }) {
  const percent = Math.min(100, filled * 100);
  return (
    <span
      className={classes.meter}
      role="meter"
      aria-label="Backlog, of its limit"
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.round(percent)}
    >
      <span style={{ width: `${percent}%` }} className={filled > 0.5 ? classes.much : undefined} />
    </span>
  );
}
