// How a shared page looks: as its owner chose, or as the address of an embedded one says.
import { useLayoutEffect } from 'react';
import type { Page } from './page';

export type Look = Record<'whitelabel' | 'noHeader' | 'hideExtraDetails', boolean> & {
  theme: 'light' | 'dark' | null;
};

export function lookOf(settings: Page['settings'], search: URLSearchParams): Look {
  const isOn = (name: string) =>
    settings?.[name] === true || (search.has(name) && search.get(name) !== 'false');
  const theme = search.get('theme') ?? settings?.theme;
  return {
    whitelabel: isOn('whitelabel'),
    noHeader: isOn('noHeader'),
    hideExtraDetails: isOn('hideExtraDetails'),
    theme: theme === 'light' || theme === 'dark' ? theme : null,
  };
}

/** The theme of this page only: what the visitor chose for Tenrec stays kept. */
export function useLook({ theme }: Look) {
  useLayoutEffect(() => {
    const { dataset } = document.documentElement;
    const before = dataset.theme;
    if (theme === null) return;
    dataset.theme = theme;
    return () => {
      if (before === undefined) delete dataset.theme;
      else dataset.theme = before;
    };
  }, [theme]);
}
