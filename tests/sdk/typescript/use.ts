// A client that was generated from the server's own document makes, reads and changes things.
import createClient from 'openapi-fetch';
import type { paths } from './schema';

const [host, key, project] = process.argv.slice(2) as [string, string, string];
const client = createClient<paths, 'application/json'>({
  baseUrl: host,
  headers: { Authorization: `Bearer ${key}` },
});

function given<T>(answer: { data?: T; error?: unknown; response: Response }): T {
  if (answer.data === undefined) {
    throw new Error(`${answer.response.status}: ${JSON.stringify(answer.error)}`);
  }
  return answer.data;
}

const here = { project_id: project };
const made = given(
  await client.POST('/api/projects/{project_id}/annotations/', {
    params: { path: here },
    body: { content: 'From TypeScript', scope: 'project' },
  }),
);
const one = { path: { ...here, id: made.id } };
const changed = given(
  await client.PATCH('/api/projects/{project_id}/annotations/{id}/', {
    params: one,
    body: { content: 'Changed' },
  }),
);
const listed = given(
  await client.GET('/api/projects/{project_id}/annotations/', {
    params: { path: here, query: { limit: 1000 } },
  }),
);
const answer = given(
  await client.POST('/api/projects/{project_id}/query/', {
    params: { path: here },
    body: { query: { kind: 'HogQLQuery', query: 'select 1 + 1' } },
  }),
);
const refused = await client.GET('/api/projects/{project_id}/annotations/{id}/', {
  params: { path: { ...here, id: 999999 } },
});

console.log(
  JSON.stringify({
    author: made.created_by?.email,
    content: changed.content,
    isListed: listed.results.some((row) => row.id === made.id),
    results: answer.results,
    refusal: refused.error?.code,
  }),
);
