import { expect, test } from 'vitest';
import { printJson } from '../../api/json';
import { perMinute, readEvents } from './liveEvents';

const row = (more: string) =>
  `{"id":"1","event":"e","distinct_id":"d","timestamp":"2026-11-21T10:00:00Z",${more}}`;

test('readEvents__odd properties__are kept digit by digit', () => {
  const [event] = readEvents(`{"results":[${row('"properties":{"2":1.50,"1":null},"person":null')}]}`);
  expect(event && printJson(event.properties)).toBe('{"2":1.50,"1":null}');
  expect(event?.person).toBeNull();
});

test('readEvents__a person with an e-mail__is named by it', () => {
  const person = '"person":{"properties":{"name":"Maria","email":"maria@example.com"}}';
  expect(readEvents(`{"results":[${row(person)}]}`)[0]?.person).toBe('maria@example.com');
});

test('perMinute__few events__counts; a full list__estimates by its pace', () => {
  const at = (secondsAgo: number) => ({
    id: '',
    event: '',
    distinctId: '',
    person: null,
    properties: { kind: 'null' as const },
    timestamp: new Date(1e12 - secondsAgo * 1000).toISOString(),
  });
  expect(perMinute([at(1), at(30), at(90)], 1e12)).toBe('2');
  expect(
    perMinute(
      Array.from({ length: 50 }, (_, n) => at(n / 5)),
      1e12,
    ),
  ).toBe('≈ 306');
});
