// Running a query: one at a time, can be stopped, remembered when it worked.
import { useMutation } from '@tanstack/react-query';
import { useRef } from 'react';
import { runSql, type Answer } from './ask';

type Done = (sql: string, answer: Answer) => void;

export function useRun(projectId: string, onDone: Done) {
  const controller = useRef<AbortController | null>(null);
  const mutation = useMutation({
    mutationFn: (sql: string) => {
      controller.current?.abort();
      controller.current = new AbortController();
      return runSql(projectId, sql, controller.current.signal);
    },
    onSuccess: (answer, sql) => onDone(sql, answer),
  });
  return { ...mutation, stop: () => controller.current?.abort() };
}
