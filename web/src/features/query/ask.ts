// Asks the query endpoint. Answers are read as text, so that no digit of a large number is lost.
import { readTable, type Table } from '../../api/answer';
import { fetchClient } from '../../api/client';
import { itemsOf, member, parseJson, stringOf, type Json } from '../../api/json';

export type Answer = Table & { limit: number | null; seconds: number };
export type Mark = { message: string; start: number | null; end: number | null };
type Kind = 'HogQLQuery' | 'HogQLMetadata' | 'DatabaseSchemaQuery';
type Question = { kind: Kind } & Record<string, unknown>;

export async function ask(projectId: string, query: Question, signal: AbortSignal): Promise<Json> {
  const { data } = await fetchClient.POST('/api/projects/{project_id}/query/', {
    params: { path: { project_id: projectId } },
    body: { query },
    parseAs: 'text',
    signal,
  });
  // Typed by the schema as an object; parseAs makes it the text of one.
  return parseJson(data as unknown as string);
}

export async function runSql(projectId: string, sql: string, signal: AbortSignal): Promise<Answer> {
  const start = performance.now();
  const json = await ask(projectId, { kind: 'HogQLQuery', query: sql }, signal);
  const limit = member(json, 'limit');
  return {
    ...readTable(json),
    limit: limit?.kind === 'number' ? Number(limit.text) : null,
    seconds: (performance.now() - start) / 1000,
  };
}

/** Where the query is wrong. */
export async function findMistakes(projectId: string, sql: string, signal: AbortSignal): Promise<Mark[]> {
  const json = await ask(projectId, { kind: 'HogQLMetadata', language: 'hogQL', query: sql }, signal);
  return itemsOf(member(json, 'errors')).map((error) => ({
    message: stringOf(member(error, 'message')) ?? 'This is not valid.',
    start: offset(member(error, 'start')),
    end: offset(member(error, 'end')),
  }));
}

const offset = (json: Json | undefined) => (json?.kind === 'number' ? Number(json.text) : null);

export type Tables = Record<string, { name: string; type: string }[]>;

export async function fetchTables(projectId: string, signal: AbortSignal): Promise<Tables> {
  const json = await ask(projectId, { kind: 'DatabaseSchemaQuery' }, signal);
  const tables = member(json, 'tables');
  const entries = tables?.kind === 'object' ? tables.entries : [];
  return Object.fromEntries(entries.map(([name, table]) => [name, fieldsOf(member(table, 'fields'))]));
}

function fieldsOf(fields: Json | undefined): { name: string; type: string }[] {
  if (fields?.kind !== 'object') return [];
  return fields.entries.map(([name, field]) => ({
    name: stringOf(member(field, 'hogql_value')) ?? name,
    type: typeOf(field),
  }));
}

/** Links to other tables have words of their own; what a column holds is said as it is. */
function typeOf(field: Json): string {
  const type = stringOf(member(field, 'type')) ?? '';
  if (type === 'lazy_table') return `→ ${stringOf(member(field, 'table')) ?? 'another table'}`;
  return type === 'virtual_table' ? 'fields of its own' : type;
}
