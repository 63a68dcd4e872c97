// Something to know: what happened, and what to do next.
import type { ReactNode } from 'react';
import { Button } from './Button';
import { Icon } from './Icon';
import classes from './Notice.module.css';

export type Tone = 'good' | 'info' | 'warn' | 'bad';
type Props = { tone: Tone; title: string; children?: ReactNode; action?: { label: string; run: () => void } };
const ICONS = { good: 'check', info: 'info', warn: 'warn', bad: 'warn' } as const;

export function Notice({ tone, title, children, action }: Props) {
  return (
    <div className={`${classes.notice} ${classes[tone]}`} role={tone === 'bad' ? 'alert' : 'status'}>
      <Icon name={ICONS[tone]} />
      <div className={classes.text}>
        <p className={classes.title}>{title}</p>
        {children !== undefined && <div className={classes.more}>{children}</div>}
      </div>
      {action !== undefined && (
        <Button isSmall onClick={action.run}>
          {action.label}
        </Button>
      )}
    </div>
  );
}
