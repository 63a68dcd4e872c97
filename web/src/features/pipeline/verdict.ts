// How the pipeline is, in one sentence, and what to do about it.
import type { components } from '../../api/schema';
import { bytes, seconds } from '../../ui/format';
import type { Tone } from '../../ui/Notice';

export type Pipeline = components['schemas']['Pipeline'];
export type Verdict = { tone: Tone; title: string; advice: string };

const LOW_DISK = 1_000_000_000;
const SLOW_SECONDS = 30;

/** The worst thing first: what stops events comes before what delays them. */
export function verdict(state: Pipeline): Verdict {
  const filled = state.backlog_limit_bytes > 0 ? state.backlog_bytes / state.backlog_limit_bytes : 0;
  if (filled >= 1)
    return {
      tone: 'bad',
      title: 'The backlog is full: new events are refused',
      advice: 'SDKs keep their events and try again. Free disk space, or see below why storing is slow.',
    };
  if (!state.is_running)
    return {
      tone: 'bad',
      title: 'Events are taken in, but not stored',
      advice:
        'Nothing is lost: they wait in the journal. Restart Tenrec; if it stays so, the last error below says why.',
    };
  if (state.disk.free_bytes < LOW_DISK)
    return {
      tone: 'warn',
      title: `The disk is nearly full: ${bytes(state.disk.free_bytes)} left`,
      advice: 'When it is full, new events are refused until there is room again. Free some space now.',
    };
  if (filled > 0.5)
    return {
      tone: 'warn',
      title: `The backlog has reached ${Math.round(filled * 100)} % of its limit`,
      advice: 'Events come in faster than they are stored. At 100 % new ones are refused and SDKs try again.',
    };
  if (state.lag_seconds > SLOW_SECONDS)
    return {
      tone: 'warn',
      title: `Catching up: queries are ${seconds(state.lag_seconds)} behind`,
      advice: 'Nothing is lost. After a burst or a restart this passes by itself.',
    };
  if (state.jobs.failed > 0)
    return {
      tone: 'warn',
      title: `${state.jobs.failed} background ${state.jobs.failed === 1 ? 'job' : 'jobs'} failed`,
      advice: `The last one said: ${state.jobs.last_error ?? 'nothing'}. Whoever runs the server can look with “tenrec jobs” and try again.`,
    };
  return {
    tone: 'good',
    title: 'All is well',
    advice: 'What SDKs send can be queried a moment later.',
  };
}
