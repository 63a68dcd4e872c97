// What of the log is shown: by whom, on what, what happened, since when, and words.
import { useEffect, useId, useState } from 'react';
import type { Asked } from './asked';
import { SINCE } from './asked';
import classes from './Activity.module.css';
import { useChoices, type Of } from './log';
import { activityName, thingName } from './words';

const PAUSE_MS = 350;
type Choice = readonly [value: string, label: string];
type Props = { of: Of; asked: Asked; onAsk: (change: Partial<Asked>) => void };

export function Filters({ of, asked, onAsk }: Props) {
  const { users, scopes, activities } = useChoices(of);
  return (
    <div className={classes.filters} role="search" aria-label="The activity log">
      <Words words={asked.words} onAsk={(words) => onAsk({ words })} />
      <Pick
        label="By"
        value={asked.user}
        any="Everybody"
        choices={users.map(({ value, label }) => [value, label])}
        onPick={(user) => onAsk({ user })}
      />
      <Pick
        label="On"
        value={asked.scope}
        any="Everything"
        choices={scopes.map(({ value }) => [value, capital(thingName(value))])}
        onPick={(scope) => onAsk({ scope })}
      />
      <Pick
        label="What happened"
        value={asked.activity}
        any="Anything"
        choices={activities.map(({ value }) => [value, capital(activityName(value))])}
        onPick={(activity) => onAsk({ activity })}
      />
      <Pick label="Since" value={asked.since} choices={SINCE} onPick={(since) => onAsk({ since })} />
    </div>
  );
}

const capital = (text: string) => text.slice(0, 1).toUpperCase() + text.slice(1);

type PickProps = {
  label: string;
  value: string;
  any?: string;
  choices: readonly Choice[];
  onPick: (value: string) => void;
};

function Pick({ label, value, any, choices, onPick }: PickProps) {
  const id = useId();
  // A link may ask for what the log does not have.
  const isStrange = value !== '' && !choices.some(([known]) => known === value);
  return (
    <div className={classes.filter}>
      <label htmlFor={id}>{label}</label>
      <select id={id} value={value} onChange={(event) => onPick(event.target.value)}>
        {any !== undefined && <option value="">{any}</option>}
        {choices.map(([key, words]) => (
          <option key={key} value={key}>
            {words}
          </option>
        ))}
        {isStrange && <option value={value}>{value}</option>}
      </select>
    </div>
  );
}

/** Asks when nothing more is typed for a moment. */
function Words({ words, onAsk }: { words: string; onAsk: (words: string) => void }) {
  const id = useId();
  const [typed, type] = useState(words);
  useEffect(() => {
    if (typed === words) return;
    const timer = setTimeout(() => onAsk(typed), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [typed, words, onAsk]);
  return (
    <div className={classes.filter}>
      <label htmlFor={id}>Words</label>
      <input
        id={id}
        type="search"
        placeholder="A name, a value…"
        maxLength={200}
        value={typed}
        onChange={(event) => type(event.target.value)}
      />
    </div>
  );
}
