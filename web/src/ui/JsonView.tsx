// JSON laid out and coloured, exactly as it came: every digit, null and odd key is there.
import type { ReactNode } from 'react';
import type { Json } from '../api/json';
import classes from './JsonView.module.css';

function block(parts: ReactNode[], open: string, close: string, depth: number): ReactNode {
  if (parts.length === 0) return open + close;
  const pad = '  '.repeat(depth);
  return (
    <>
      {open}
      {parts.map((part, at) => (
        <span key={at}>
          {`\n${pad}  `}
          {part}
          {at < parts.length - 1 && ','}
        </span>
      ))}
      {`\n${pad}${close}`}
    </>
  );
}

function render(json: Json, depth: number): ReactNode {
  switch (json.kind) {
    case 'object': {
      const parts = json.entries.map(([key, value], at) => (
        <span key={at}>
          <span className={classes.key}>{JSON.stringify(key)}</span>: {render(value, depth + 1)}
        </span>
      ));
      return block(parts, '{', '}', depth);
    }
    case 'array':
      return block(
        json.items.map((item) => render(item, depth + 1)),
        '[',
        ']',
        depth,
      );
    case 'string':
      return <span className={classes.string}>{JSON.stringify(json.value)}</span>;
    case 'number':
      return <span className={classes.number}>{json.text}</span>;
    default:
      return <span className={classes.word}>{json.kind === 'null' ? 'null' : String(json.value)}</span>;
  }
}

export function JsonView({ json, label }: { json: Json; label: string }) {
  return (
    <pre className={classes.json} tabIndex={0} aria-label={label}>
      {render(json, 0)}
    </pre>
  );
}
