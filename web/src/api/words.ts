// A refusal, told apart: the words on one field stand there, all others above or below the form.
import { asProblem, type Problem } from './problem';

type Refusal = { on: (field: string) => string | null; rest: Problem | null };

export function wordsOf(error: unknown, fields: readonly string[]): Refusal {
  if (error === null || error === undefined) return { on: () => null, rest: null };
  const problem = asProblem(error);
  const isOnField = fields.includes(problem.attr ?? '');
  return {
    on: (field) => (isOnField && problem.attr === field ? problem.message : null),
    rest: isOnField ? null : problem,
  };
}
