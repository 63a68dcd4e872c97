import { cleanup, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useState } from 'react';
import { afterEach, expect, test } from 'vitest';
import { Found } from './Found';
import { TextList } from './TextList';
import { Tokens } from './Tokens';

afterEach(cleanup);

function Texts({ first }: { first: string[] }) {
  const [values, set] = useState(first);
  return (
    <>
      <TextList label="Addresses" what="address" placeholder="" values={values} onChange={set} />
      <output>{values.join('|')}</output>
    </>
  );
}

function Words() {
  const [values, set] = useState<string[]>([]);
  return (
    <>
      <Tokens label="Value" values={values} onChange={set} />
      <output>{values.join('|')}</output>
    </>
  );
}

const output = () => document.querySelector('output')?.textContent;

function Numbers({ count }: { count: number }) {
  const items = Array.from({ length: count }, (_, at) => `item ${at}`);
  return (
    <Found what="thing" items={items} words={(item) => item}>
      {(shown) => (
        <ul>
          {shown.map((item) => (
            <li key={item}>{item}</li>
          ))}
        </ul>
      )}
    </Found>
  );
}

test('TextList__added written removed__tells each change, and keeps the focus in the list', async () => {
  render(<Texts first={['a']} />);
  await userEvent.click(screen.getByRole('button', { name: '+ Add address' }));
  await expect.poll(() => document.activeElement).toBe(screen.getByLabelText('address 2'));
  await userEvent.keyboard('bc');
  expect(output()).toBe('a|bc');
  await userEvent.click(screen.getByRole('button', { name: 'Remove a' }));
  expect(output()).toBe('bc');
  await expect.poll(() => document.activeElement).toBe(screen.getByLabelText('address 1'));
});

test('Tokens__Enter leaving Backspace cross__keep and take away', async () => {
  render(<Words />);
  await userEvent.type(screen.getByLabelText('Value'), 'a, b{Enter}c{Enter}c{Enter}');
  expect(output()).toBe('a, b|c');
  await userEvent.type(screen.getByLabelText('Value'), 'left ');
  await userEvent.tab();
  expect(output()).toBe('a, b|c|left');
  await userEvent.type(screen.getByLabelText('Value'), '{Enter}{Backspace}');
  await userEvent.click(screen.getByRole('button', { name: 'Remove a, b' }));
  expect(output()).toBe('c');
});

test('Found__a short list__has no field', () => {
  render(<Numbers count={12} />);
  expect(screen.queryByRole('searchbox')).toBeNull();
  expect(screen.getAllByRole('listitem')).toHaveLength(12);
});

test('Found__a long list__shows fifty, more when asked, and finds all', async () => {
  render(<Numbers count={120} />);
  expect(screen.getAllByRole('listitem')).toHaveLength(50);
  await userEvent.click(screen.getByRole('button', { name: 'Show 50 more of 120 things' }));
  await userEvent.click(screen.getByRole('button', { name: 'Show 20 more of 120 things' }));
  expect(screen.getAllByRole('listitem')).toHaveLength(120);
  await userEvent.type(screen.getByRole('searchbox'), '119 item');
  expect(screen.getAllByRole('listitem')).toHaveLength(1);
  await userEvent.type(screen.getByRole('searchbox'), ' nothing');
  expect(screen.getByRole('status').textContent).toContain('None of 120 things');
});
