import { expect, test } from 'vitest';
import { toDiagnostic } from './SqlEditor';

test('toDiagnostic__a place__marks it', () => {
  expect(toDiagnostic({ message: 'm', start: 7, end: 11 }, 20)).toMatchObject({
    from: 7,
    to: 11,
    message: 'm',
  });
});

test('toDiagnostic__no place__marks everything', () => {
  expect(toDiagnostic({ message: 'm', start: null, end: null }, 20)).toMatchObject({ from: 0, to: 20 });
});

test('toDiagnostic__places beyond the text__stay inside it, and are never empty', () => {
  expect(toDiagnostic({ message: 'm', start: 50, end: 90 }, 20)).toMatchObject({ from: 19, to: 20 });
  expect(toDiagnostic({ message: 'm', start: -4, end: 2 }, 20)).toMatchObject({ from: 0, to: 2 });
});
