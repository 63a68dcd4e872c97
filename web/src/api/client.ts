// The one door to the server: typed by the generated schema, carries the CSRF token, turns refusals into problems.
import { QueryCache, QueryClient } from '@tanstack/react-query';
import createFetchClient, { type Middleware } from 'openapi-fetch';
import createClient from 'openapi-react-query';
import { Problem, asProblem, problemOf } from './problem';
import { STALE, isStillYou } from './proof';
import type { paths } from './schema';

const SAFE = ['GET', 'HEAD', 'OPTIONS'];
const CSRF_COOKIE = /(?:^|;\s*)posthog_csrftoken=([^;]+)/;

/** A body can be sent once only; what may have to be sent again is kept until its answer is here. */
const copies = new WeakMap<Request, Request>();

function signed(request: Request): Request {
  const token = CSRF_COOKIE.exec(document.cookie)?.[1];
  if (token !== undefined && !SAFE.includes(request.method)) request.headers.set('X-CSRFToken', token);
  return request;
}

const manners: Middleware = {
  onRequest({ request }) {
    copies.set(request, request.clone());
    return signed(request);
  },
  async onResponse({ request, response }) {
    if (response.ok) return;
    const problem = await problemOf(response);
    const copy = copies.get(request);
    if (problem.code !== STALE || copy === undefined || !(await isStillYou())) throw problem;
    // A proof renews the CSRF token, too. This is the one door: nothing else may call fetch.
    // eslint-disable-next-line no-restricted-globals
    const second = await fetch(signed(copy));
    if (!second.ok) throw await problemOf(second);
    return second;
  },
  onError({ error }) {
    if (error instanceof Problem || (error instanceof DOMException && error.name === 'AbortError')) return;
    return new Problem(0, 'unreachable', 'Tenrec does not answer. Is the server running?');
  },
};

export const fetchClient = createFetchClient<paths, 'application/json'>({
  baseUrl: window.location.origin,
  credentials: 'same-origin',
});
fetchClient.use(manners);

export const api = createClient(fetchClient);

/** A refusal will be the same the next time; only silence and overload are worth another try. */
function mayPass(error: unknown): boolean {
  return [0, 502, 503].includes(asProblem(error).status);
}

function isWorthRetrying(failures: number, error: unknown): boolean {
  return failures < 2 && mayPass(error);
}

/** A screen that could not be loaded looks again by itself: a server that restarts is back in seconds. */
function tryAgainAfter({ state }: { state: { status: string; error: unknown } }): number | false {
  return state.status === 'error' && mayPass(state.error) ? 5000 : false;
}

/** Whoever is told "log in" asks again who is logged in; the screens behind the log-in follow that answer. */
function noticeLogOut(error: unknown, key: readonly unknown[]): void {
  if (asProblem(error).isLoggedOut && key[1] !== ME[1]) void queryClient.invalidateQueries({ queryKey: ME });
}

const ME = ['get', '/api/users/{uuid}/'];

export const queryClient = new QueryClient({
  queryCache: new QueryCache({ onError: (error, query) => noticeLogOut(error, query.queryKey) }),
  defaultOptions: {
    queries: {
      retry: isWorthRetrying,
      refetchInterval: tryAgainAfter,
      staleTime: 10_000,
      networkMode: 'always',
    },
    mutations: { networkMode: 'always' },
  },
});
