// Name, time zone and weeks of the open project.
import { useState, type SubmitEvent } from 'react';
import { api, queryClient } from '../../api/client';
import { asProblem } from '../../api/problem';
import { useSession } from '../../api/session';
import { Button } from '../../ui/Button';
import { Card } from '../../ui/Card';
import { SelectField, TextField } from '../../ui/Field';
import { Trouble } from '../../ui/Trouble';
import classes from './ProjectSettings.module.css';

const ZONES = ['UTC', ...Intl.supportedValuesOf('timeZone').filter((zone) => zone !== 'UTC')];

export function ProjectSettings() {
  const { project } = useSession();
  const [name, setName] = useState(project.name);
  const [timezone, setTimezone] = useState(project.timezone ?? 'UTC');
  const save = api.useMutation('patch', '/api/projects/{id}/', {
    onSuccess: () => queryClient.invalidateQueries(),
  });
  const [weekStart, setWeekStart] = useState(project.week_start_day ?? 0);
  const isChanged =
    name !== project.name || timezone !== project.timezone || weekStart !== (project.week_start_day ?? 0);
  const problem = save.isError ? asProblem(save.error) : null;
  const word = (attr: string) => (problem?.attr === attr ? problem.message : null);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    save.mutate({
      params: { path: { id: project.id } },
      body: { name, timezone, week_start_day: weekStart },
    });
  };
  return (
    <Card title="Project" note="How it is called, and when its days and weeks begin.">
      <form className={classes.form} onSubmit={submit}>
        <TextField
          label="Name"
          required
          maxLength={200}
          value={name}
          error={word('name')}
          onChange={(event) => setName(event.target.value)}
        />
        <SelectField
          label="Time zone"
          hint="Days of charts and SQL begin at midnight there."
          value={timezone}
          error={word('timezone')}
          onChange={(event) => setTimezone(event.target.value)}
        >
          {ZONES.map((zone) => (
            <option key={zone}>{zone}</option>
          ))}
        </SelectField>
        <SelectField
          label="Weeks begin on"
          value={weekStart}
          error={word('week_start_day')}
          onChange={(event) => setWeekStart(event.target.value === '1' ? 1 : 0)}
        >
          <option value={0}>Sunday</option>
          <option value={1}>Monday</option>
        </SelectField>
        {problem !== null && problem.attr === null && (
          <Trouble what="The project was not saved" error={problem} />
        )}
        <div className={classes.end}>
          <Button type="submit" look="primary" disabled={!isChanged} isBusy={save.isPending}>
            Save
          </Button>
          <span role="status" className={classes.saved}>
            {save.isSuccess && !isChanged && 'Saved'}
          </span>
        </div>
      </form>
    </Card>
  );
}
