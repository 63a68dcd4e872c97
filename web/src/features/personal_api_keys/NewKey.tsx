// Makes a key and shows its value, once.
import { useState, type SubmitEvent } from 'react';
import { api } from '../../api/client';
import { asProblem } from '../../api/problem';
import { Button } from '../../ui/Button';
import { CopyButton } from '../../ui/CopyButton';
import { SelectField, TextField } from '../../ui/Field';
import { Notice } from '../../ui/Notice';
import { Trouble } from '../../ui/Trouble';
import { reloadKeys, SCOPES } from './keys';
import classes from './PersonalApiKeys.module.css';

export function NewKey() {
  const [isOpen, setOpen] = useState(false);
  const [label, setLabel] = useState('');
  const [scope, setScope] = useState<string>(SCOPES[0].key);
  const make = api.useMutation('post', '/api/personal_api_keys/', {
    onSuccess: () => {
      setOpen(false);
      setLabel('');
      return reloadKeys();
    },
  });
  const problem = make.isError ? asProblem(make.error) : null;
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    make.mutate({
      body: { label, scopes: [...(SCOPES.find(({ key }) => key === scope) ?? SCOPES[0]).scopes] },
    });
  };
  if (!isOpen)
    return (
      <div className={classes.stack}>
        {make.data?.value && <Once value={make.data.value} />}
        <Button
          className={classes.start}
          onClick={() => {
            make.reset();
            setOpen(true);
          }}
        >
          Create a personal API key
        </Button>
      </div>
    );
  return (
    <form className={classes.form} onSubmit={submit}>
      <TextField
        label="What is it for?"
        required
        autoFocus
        maxLength={40}
        placeholder="Weekly report script"
        value={label}
        error={problem?.attr === 'label' ? problem.message : null}
        onChange={(event) => setLabel(event.target.value)}
      />
      <SelectField label="It may" value={scope} onChange={(event) => setScope(event.target.value)}>
        {SCOPES.map(({ key, label: words }) => (
          <option key={key} value={key}>
            {words}
          </option>
        ))}
      </SelectField>
      {problem !== null && problem.attr !== 'label' && (
        <Trouble what="The key was not made" error={problem} />
      )}
      <div className={classes.ask}>
        <Button type="submit" look="primary" isBusy={make.isPending}>
          Create
        </Button>
        <Button look="quiet" onClick={() => setOpen(false)}>
          Cancel
        </Button>
      </div>
    </form>
  );
}

function Once({ value }: { value: string }) {
  const example = `curl -H "Authorization: Bearer ${value}" -H 'content-type: application/json' \\
  -d '{"query":{"kind":"HogQLQuery","query":"select event, count() from events group by event"}}' \\
  ${window.location.origin}/api/projects/@current/query/`;
  return (
    <Notice tone="good" title="Copy the key now: it is shown this once">
      <p className={classes.value}>
        <code>{value}</code>
        <CopyButton text={value} what="the key" />
        <CopyButton text={example} label="Copy a curl example" what="with the key" />
      </p>
    </Notice>
  );
}
