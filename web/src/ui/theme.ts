// Light, dark, or as the system says; kept in the browser. public/theme.js applies it before the first paint.
import { useSyncExternalStore } from 'react';
import { keep, kept } from './kept';

export type Theme = 'system' | 'light' | 'dark';
const KEY = 'tenrec.theme';
const listeners = new Set<() => void>();

function read(): Theme {
  const value = kept(KEY);
  return value === 'light' || value === 'dark' ? value : 'system';
}

export function setTheme(theme: Theme): void {
  keep(KEY, theme === 'system' ? null : theme);
  if (theme === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  listeners.forEach((tell) => tell());
}

export function useTheme(): Theme {
  return useSyncExternalStore((tell) => {
    listeners.add(tell);
    return () => listeners.delete(tell);
  }, read);
}
