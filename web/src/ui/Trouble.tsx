// A request that failed: what happened, and a way on.
import { asProblem } from '../api/problem';
import { Notice } from './Notice';

export function Trouble({ what, error, retry }: { what: string; error: unknown; retry?: () => void }) {
  const problem = asProblem(error);
  return (
    <Notice tone="bad" title={what} {...(retry && { action: { label: 'Try again', run: retry } })}>
      {problem.message}
      {problem.isUnreachable && ' Look at the terminal where it was started'}
      {problem.isUnreachable && (retry ? '; this page goes on trying.' : '.')}
    </Notice>
  );
}
