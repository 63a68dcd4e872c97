// Grey lines in the place of what is being loaded, as large as what will come.
import classes from './Skeleton.module.css';

export function Skeleton({ lines = 3, height = 14 }: { lines?: number; height?: number }) {
  return (
    <div role="status" className={classes.lines}>
      <span className="visually-hidden">Loading…</span>
      {Array.from({ length: lines }, (_, line) => (
        <span
          key={line}
          aria-hidden
          className={classes.line}
          style={{ height, width: `${92 - ((line * 29) % 47)}%` }}
        />
      ))}
    </div>
  );
}
