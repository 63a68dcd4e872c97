import { expect, test } from 'vitest';
import { asProblem, problemOf } from './problem';

const answer = (status: number, body: string) => new Response(body, { status });

test('problemOf__the shape of the API__keeps code, detail and field', async () => {
  const body = '{"type":"validation_error","code":"blank","detail":"Say something.","attr":"name"}';
  const problem = await problemOf(answer(400, body));
  expect([problem.status, problem.code, problem.message, problem.attr]).toEqual([
    400,
    'blank',
    'Say something.',
    'name',
  ]);
});

test('problemOf__a page of a proxy__still says something', async () => {
  const problem = await problemOf(answer(502, '<html>Bad gateway</html>'));
  expect(problem.message).toContain('proxy');
});

test('isLoggedOut__401, or 403 without credentials__is true, a missing permission is not', async () => {
  const told = (status: number, code: string) => problemOf(answer(status, JSON.stringify({ code })));
  expect((await told(401, 'authentication_failed')).isLoggedOut).toBe(true);
  expect((await told(403, 'not_authenticated')).isLoggedOut).toBe(true);
  expect((await told(403, 'permission_denied')).isLoggedOut).toBe(false);
});

test('asProblem__anything thrown__can be shown', () => {
  expect(asProblem(new DOMException('', 'AbortError')).code).toBe('cancelled');
  expect(asProblem('what').message).not.toBe('');
});
