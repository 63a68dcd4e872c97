// How to send an event: tabs of code to copy.
import { useState } from 'react';
import { Card } from '../../ui/Card';
import { Code } from '../../ui/Code';
import { CopyButton } from '../../ui/CopyButton';
import { Tabs } from '../../ui/Tabs';
import { keep, kept } from '../../ui/kept';
import classes from './Snippets.module.css';
import { snippets } from './snippets';

const KEY = 'tenrec.snippet';

export function Snippets({ token, host }: { token: string; host: string }) {
  const all = snippets(token, host);
  const [open, setOpen] = useState(kept(KEY) ?? 'python');
  const shown = all.find(({ key }) => key === open) ?? all[0];
  if (shown === undefined) return null;
  const choose = (key: string) => {
    keep(KEY, key);
    setOpen(key);
  };
  return (
    <Card title="Send an event" note="Every PostHog SDK works unchanged: give it this host." isFlush>
      <Tabs
        label="Languages"
        tabs={all}
        open={shown.key}
        onOpen={choose}
        side={<CopyButton text={shown.code} what={`the ${shown.label} snippet`} />}
      >
        <div className={classes.code}>
          <Code code={shown.code} language={shown.language} label={`${shown.label} snippet`} />
          <p className={classes.install}>
            {shown.install === null ? 'Nothing to install' : <code>{shown.install}</code>}
          </p>
        </div>
      </Tabs>
    </Card>
  );
}
