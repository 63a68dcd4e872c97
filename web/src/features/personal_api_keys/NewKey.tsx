// The form that makes a key: what it is for, what it may do, where it works.
import { useState, type SubmitEvent } from 'react';
import { api } from '../../api/client';
import { asProblem } from '../../api/problem';
import { Button } from '../../ui/Button';
import { SelectField, TextField } from '../../ui/Field';
import { Trouble } from '../../ui/Trouble';
import { AccessLimit, type Limit } from './AccessLimit';
import { choicesOf, PRESETS, reloadKeys, scopesOf, type Choices } from './keys';
import classes from './PersonalApiKeys.module.css';
import { ScopeTable } from './ScopeTable';

const NAMED = ['label', 'scopes', 'scoped_teams', 'scoped_organizations'];
type Props = { onMade: (value: string) => void; onCancel: () => void };

export function NewKey({ onMade, onCancel }: Props) {
  const [label, setLabel] = useState('');
  const [preset, setPreset] = useState(PRESETS[0]?.key ?? 'custom');
  const [choices, setChoices] = useState<Choices>({});
  const [limit, setLimit] = useState<Limit>({ kind: 'all' });
  const make = api.useMutation('post', '/api/personal_api_keys/', {
    onSuccess: async (key) => {
      await reloadKeys();
      onMade(key.value ?? '');
    },
  });
  const problem = make.isError ? asProblem(make.error) : null;
  const word = (...attrs: string[]) =>
    problem?.attr != null && attrs.includes(problem.attr) ? problem.message : null;
  const choose = (key: string) => {
    setPreset(key);
    const scopes = PRESETS.find((one) => one.key === key)?.scopes;
    if (scopes) setChoices(choicesOf(scopes));
  };
  const scopes = PRESETS.find((one) => one.key === preset)?.scopes ?? scopesOf(choices);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    make.mutate({
      body: {
        label,
        scopes,
        scoped_teams: limit.kind === 'projects' ? [...limit.ids] : [],
        scoped_organizations: limit.kind === 'organizations' ? [...limit.ids] : [],
      },
    });
  };
  const isUnfinished = scopes.length === 0 || (limit.kind !== 'all' && limit.ids.length === 0);
  return (
    <form className={classes.form} onSubmit={submit}>
      <TextField
        label="Label"
        hint="For you: what the key is for."
        required
        autoFocus
        maxLength={40}
        placeholder="Weekly report script"
        value={label}
        error={word('label')}
        onChange={(event) => setLabel(event.target.value)}
      />
      <SelectField
        label="Scopes"
        hint="A key never may more than you may yourself."
        value={preset}
        error={word('scopes')}
        onChange={(event) => choose(event.target.value)}
      >
        {PRESETS.map(({ key, label: words }) => (
          <option key={key} value={key}>
            {words}
          </option>
        ))}
      </SelectField>
      {preset !== 'all' && (
        <ScopeTable
          choices={preset === 'custom' ? choices : choicesOf(scopes)}
          onChoose={(object, level) => {
            setChoices({ ...(preset === 'custom' ? choices : choicesOf(scopes)), [object]: level });
            setPreset('custom');
          }}
        />
      )}
      <AccessLimit limit={limit} error={word('scoped_teams', 'scoped_organizations')} onChange={setLimit} />
      {problem !== null && !NAMED.includes(problem.attr ?? '') && (
        <Trouble what="The key was not made" error={problem} />
      )}
      <div className={classes.ask}>
        <Button type="submit" look="primary" isBusy={make.isPending} disabled={isUnfinished}>
          Create key
        </Button>
        <Button look="quiet" onClick={onCancel}>
          Cancel
        </Button>
        {isUnfinished && <span>Choose what the key may do{scopes.length > 0 && ' and where it works'}.</span>}
      </div>
    </form>
  );
}
