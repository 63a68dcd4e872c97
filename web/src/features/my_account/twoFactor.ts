// Begins a set-up: each time it is asked for, the server makes a new secret; so it is asked for once.
import { useCallback, useRef, useState } from 'react';
import { fetchClient } from '../../api/client';
import type { components } from '../../api/schema';
import { ME } from './account';

type SetUp = components['schemas']['SecondFactorSetup'];

export function useStart() {
  const [data, setData] = useState<SetUp>();
  const [error, setError] = useState<unknown>(null);
  const isBegun = useRef(false);
  const begin = useCallback(() => {
    if (isBegun.current) return;
    isBegun.current = true;
    setError(null);
    fetchClient
      .GET('/api/users/{uuid}/two_factor_start_setup/', ME)
      .then(({ data: setUp }) => setData(setUp))
      .catch((caught: unknown) => {
        isBegun.current = false;
        setError(caught);
      });
  }, []);
  return { begin, data, error };
}
