// Numbers, sizes and times as people read them.

const COUNT = new Intl.NumberFormat('en');
const SHORT = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 2 });
const UNITS = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'];

export const count = (value: number) => COUNT.format(value);

export const shortCount = (value: number) => (value < 1_000_000 ? COUNT.format(value) : SHORT.format(value));

/** "1 event", "2 events": the word is given in the singular. */
export const counted = (value: number, word: string) => `${count(value)} ${word}${value === 1 ? '' : 's'}`;

export function bytes(value: number): string {
  const power = value < 1 ? 0 : Math.min(Math.floor(Math.log10(value) / 3), UNITS.length - 1);
  const scaled = value / 1000 ** power;
  return `${scaled.toFixed(power === 0 || scaled >= 100 ? 0 : 1)} ${UNITS[power] ?? ''}`;
}

export function seconds(value: number): string {
  if (value < 0.0995) return `${Math.round(value * 1000)} ms`;
  if (value < 10) return `${value.toFixed(1)} s`;
  if (value < 120) return `${Math.round(value)} s`;
  if (value < 7200) return `${Math.round(value / 60)} min`;
  return `${Math.round(value / 3600)} h`;
}

export function ago(then: Date, now: number): string {
  const passed = (now - then.getTime()) / 1000;
  if (passed < -60) return 'in the future';
  if (passed < 2) return 'now';
  if (passed < 60) return `${Math.floor(passed)} s ago`;
  if (passed < 3600) return `${Math.floor(passed / 60)} min ago`;
  if (passed < 86_400) return `${Math.floor(passed / 3600)} h ago`;
  if (passed < 30 * 86_400) return `${Math.floor(passed / 86_400)} d ago`;
  return then.toLocaleDateString('en', { day: 'numeric', month: 'short', year: 'numeric' });
}
