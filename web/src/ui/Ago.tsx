// A time as "3 s ago", kept up to date, with the exact time as its title.
import { useSyncExternalStore } from 'react';
import { ago } from './format';

const listeners = new Set<() => void>();
let now = Date.now();
let timer: ReturnType<typeof setInterval> | undefined;

function subscribe(tell: () => void): () => void {
  listeners.add(tell);
  timer ??= setInterval(() => {
    now = Date.now();
    listeners.forEach((each) => each());
  }, 1000);
  return () => {
    listeners.delete(tell);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

export function Ago({ iso }: { iso: string }) {
  const current = useSyncExternalStore(subscribe, () => now);
  const then = new Date(iso);
  if (Number.isNaN(then.getTime())) return <span>{iso}</span>;
  return (
    <time dateTime={iso} title={`${then.toLocaleString()} · ${iso}`}>
      {ago(then, Math.max(current, Math.min(then.getTime(), current + 60_000)))}
    </time>
  );
}
