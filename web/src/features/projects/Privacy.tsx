// What of events is not kept, and which are not taken in.
import { useState } from 'react';
import { wordsOf } from '../../api/words';
import { Card } from '../../ui/Card';
import { TextField } from '../../ui/Field';
import { Form, FormEnd } from '../../ui/Form';
import { Trouble } from '../../ui/Trouble';
import { useChange } from './project';
import classes from './ProjectToken.module.css';
import { Switches, type Switch } from './Switches';

const DAY = 86_400;
const ROWS: Switch[] = [
  {
    name: 'anonymize_ips',
    label: 'Do not keep IP addresses',
    hint: 'Where an event came from is still worked out, when the server can, before its address is dropped.',
  },
  {
    name: 'person_processing_opt_out',
    label: 'Do not keep persons',
    hint: 'Events are kept; nobody gets a profile from them, and none is changed.',
  },
];

export function Privacy() {
  return (
    <Card title="Privacy" note="Saved as you set it; for events that arrive from then on.">
      <div className={classes.list}>
        <Switches rows={ROWS} />
        <OldEvents />
      </div>
    </Card>
  );
}

function OldEvents() {
  const { project, save, change } = useChange();
  const seconds = project.drop_events_older_than_seconds ?? null;
  const kept = seconds === null ? '' : String(Math.round((seconds / DAY) * 100) / 100);
  const [days, setDays] = useState(kept);
  const { on, rest } = wordsOf(save.error, ['drop_events_older_than_seconds']);
  const isChanged = days !== kept;
  const submit = () =>
    change({ drop_events_older_than_seconds: days === '' ? null : Math.round(Number(days) * DAY) });
  return (
    <Form onSubmit={submit}>
      <TextField
        label="Leave out events older than, in days"
        hint="Measured when they arrive. Empty: however old they are."
        type="number"
        min={0.01}
        max={100_000}
        step="any"
        placeholder="Any age"
        value={days}
        error={on('drop_events_older_than_seconds')}
        onChange={(event) => setDays(event.target.value)}
      />
      {rest !== null && <Trouble what="It was not changed" error={rest} />}
      <FormEnd
        label="Save"
        disabled={!isChanged}
        isBusy={save.isPending}
        done={save.isSuccess && !isChanged && 'Saved'}
      />
    </Form>
  );
}
