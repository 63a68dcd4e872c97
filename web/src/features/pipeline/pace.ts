// How the figures have moved while the page was open.
import { useEffect, useState } from 'react';
import type { Pipeline } from './verdict';

export type Sample = { at: number; stored: number; lag: number };
const KEPT = 60;

export function withSample(samples: Sample[], next: Sample): Sample[] {
  const last = samples.at(-1);
  if (last !== undefined && next.at <= last.at) return samples;
  // A restart begins to count anew; what was before cannot be compared.
  const before = last !== undefined && next.stored < last.stored ? [] : samples;
  return [...before, next].slice(-KEPT);
}

/** Events a second between each two samples. */
export function rates(samples: Sample[]): number[] {
  return samples.slice(1).map((sample, at) => {
    const before = samples[at] ?? sample;
    return ((sample.stored - before.stored) * 1000) / Math.max(sample.at - before.at, 1);
  });
}

export function useSamples(state: Pipeline | undefined, at: number): Sample[] {
  const [samples, setSamples] = useState<Sample[]>([]);
  useEffect(() => {
    if (state === undefined) return;
    const sample = { at, stored: state.stored_events, lag: state.lag_seconds };
    // eslint-disable-next-line react-hooks/set-state-in-effect -- a history of what came from outside
    setSamples((before) => withSample(before, sample));
  }, [state, at]);
  return samples;
}
