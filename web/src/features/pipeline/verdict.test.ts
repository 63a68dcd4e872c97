import { expect, test } from 'vitest';
import { rates, withSample } from './pace';
import { verdict, type Pipeline } from './verdict';

const WELL: Pipeline = {
  is_running: true,
  lag_seconds: 0.2,
  backlog_bytes: 0,
  backlog_limit_bytes: 1000,
  acknowledged_events: 10,
  stored_events: 10,
  dropped: {},
  dead_letters: 0,
  last_error: null,
  last_stored_at: null,
  disk: { journal_bytes: 0, events_bytes: 0, state_bytes: 0, free_bytes: 5e10, total_bytes: 1e11 },
  jobs: { waiting: 0, running: 0, failed: 0, last_error: null },
};

test.each<[string, Partial<Pipeline>, string, string]>([
  ['nothing wrong', {}, 'good', 'All is well'],
  ['behind', { lag_seconds: 600 }, 'warn', '10 min behind'],
  ['half full', { backlog_bytes: 700 }, 'warn', '70 %'],
  ['stopped', { is_running: false, lag_seconds: 600 }, 'bad', 'not stored'],
  ['a job failed', { jobs: { ...WELL.jobs, failed: 1, last_error: 'no' } }, 'warn', '1 background job'],
  ['full', { backlog_bytes: 1000, is_running: false }, 'bad', 'refused'],
  ['no disk', { disk: { ...WELL.disk, free_bytes: 1e8 } }, 'warn', 'nearly full: 100 MB'],
])('verdict__%s__says the worst first', (_, change, tone, words) => {
  const word = verdict({ ...WELL, ...change });
  expect(word.tone).toBe(tone);
  expect(word.title).toContain(words);
});

test('rates__samples of two seconds__are events a second; a restart begins anew', () => {
  let samples = withSample([], { at: 0, stored: 100, lag: 0 });
  samples = withSample(samples, { at: 2000, stored: 500, lag: 0 });
  expect(rates(samples)).toEqual([200]);
  expect(withSample(samples, { at: 2000, stored: 900, lag: 0 })).toBe(samples);
  expect(withSample(samples, { at: 4000, stored: 3, lag: 0 }).length).toBe(1);
});
