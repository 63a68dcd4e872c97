// What went wrong with a request, in the server's own shape {type, code, detail, attr} and with what to do next.

export class Problem extends Error {
  readonly status: number;
  readonly code: string;
  readonly attr: string | null;

  constructor(status: number, code: string, detail: string, attr: string | null = null) {
    super(detail);
    this.name = 'Problem';
    this.status = status;
    this.code = code;
    this.attr = attr;
  }

  /** Nobody is logged in (any more). */
  get isLoggedOut(): boolean {
    return this.status === 401 || (this.status === 403 && this.code === 'not_authenticated');
  }

  /** The server did not answer at all. */
  get isUnreachable(): boolean {
    return this.status === 0;
  }
}

const SILENT: Record<number, string> = {
  403: 'You may not do this.',
  404: 'This does not exist.',
  413: 'This is too large.',
  429: 'Too many requests. Wait a moment, then try again.',
  502: 'The proxy in front of Tenrec got no answer from it.',
  503: 'Tenrec is busy or starting. Try again in a moment.',
};

const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);

/** The problem that an answer which is not OK speaks of; a body of another kind is no reason to say nothing. */
export async function problemOf(response: Response): Promise<Problem> {
  const body: unknown = await response.json().catch(() => null);
  const fields = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>;
  const detail = text(fields.detail) ?? SILENT[response.status] ?? `The server answered ${response.status}.`;
  return new Problem(response.status, text(fields.code) ?? 'error', detail, text(fields.attr));
}

/** Anything that was thrown, as a problem that can be shown. */
export function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof DOMException && error.name === 'AbortError')
    return new Problem(0, 'cancelled', 'Cancelled.');
  return new Problem(0, 'error', error instanceof Error ? error.message : 'Something unexpected happened.');
}
