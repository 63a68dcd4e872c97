import { cleanup, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useState } from 'react';
import { afterEach, expect, test, vi } from 'vitest';
import { PasswordField, TextField } from './Field';
import { Menu } from './Menu';
import { Tabs } from './Tabs';
import { partsOf } from './Code';

afterEach(cleanup);
const TABS = [
  { key: 'a', label: 'First' },
  { key: 'b', label: 'Second' },
] as const;

function TwoTabs() {
  const [open, setOpen] = useState<'a' | 'b'>('a');
  return (
    <Tabs label="Two" tabs={TABS} open={open} onOpen={setOpen}>
      panel {open}
    </Tabs>
  );
}

test('Tabs__arrow keys__move the choice and the focus around', async () => {
  render(<TwoTabs />);
  await userEvent.tab();
  await userEvent.keyboard('{ArrowRight}');
  expect(screen.getByRole('tabpanel').textContent).toBe('panel b');
  expect(document.activeElement?.textContent).toBe('Second');
  await userEvent.keyboard('{ArrowRight}');
  expect(screen.getByRole('tabpanel').textContent).toBe('panel a');
});

test('Menu__Escape__closes and gives the focus back; a choice runs', async () => {
  const run = vi.fn();
  render(<Menu label="More" className="" opens="down" button="…" items={[{ label: 'Do it', run }]} />);
  await userEvent.click(screen.getByRole('button', { name: /More$/ }));
  await userEvent.keyboard('{Escape}');
  expect(screen.queryByRole('menu')).toBeNull();
  expect(document.activeElement).toBe(screen.getByRole('button', { name: /More$/ }));
  await userEvent.click(screen.getByRole('button', { name: /More$/ }));
  await userEvent.click(screen.getByRole('menuitem', { name: 'Do it' }));
  expect(run).toHaveBeenCalledOnce();
});

test('TextField__an error__is tied to its input and replaces the hint', () => {
  render(<TextField label="Name" hint="Any" error="Too long" />);
  const input = screen.getByLabelText('Name');
  expect(input.getAttribute('aria-invalid')).toBe('true');
  expect(
    document.getElementById(input.getAttribute('aria-describedby')?.split(' ').at(-1) ?? '')?.textContent,
  ).toBe('Too long');
  expect(screen.queryByText('Any')).toBeNull();
});

test('PasswordField__Show__shows and hides', async () => {
  render(<PasswordField label="Password" />);
  const input = screen.getByLabelText('Password', { selector: 'input' });
  expect(input.getAttribute('type')).toBe('password');
  await userEvent.click(screen.getByRole('button'));
  expect(input.getAttribute('type')).toBe('text');
});

test('partsOf__any code__loses no letter', () => {
  const code = 'from a import b  # why\nb("x", 1)';
  expect(
    partsOf(code, 'python')
      .map(({ text }) => text)
      .join(''),
  ).toBe(code);
});
