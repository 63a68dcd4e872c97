// Where to go after the log-in: only ever to a screen of this app.

/** The wanted path when it is a path of ours; "//host", "/\host" and whole addresses lead elsewhere. */
export function safeNext(wanted: string | null): string {
  if (wanted === null || !/^\/(?![/\\])/.test(wanted)) return '/';
  const url = new URL(wanted, window.location.origin);
  return url.origin === window.location.origin ? url.pathname + url.search + url.hash : '/';
}
