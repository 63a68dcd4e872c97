// Filters that leave one's own people and tests out of insights.
import { useState } from 'react';
import { wordsOf } from '../../api/words';
import { Button } from '../../ui/Button';
import { Card } from '../../ui/Card';
import { FormEnd } from '../../ui/Form';
import { Icon } from '../../ui/Icon';
import { Trouble } from '../../ui/Trouble';
import { FilterRow } from './FilterRow';
import { filterOf, inWords, isFinished, isSame, isShown, newRow, rowsOf, type Row } from './filters';
import classes from './Filters.module.css';
import { useChange } from './project';
import { Switches, type Switch } from './Switches';

const NOTE = 'Insights that leave out your own people keep only what fits all of these.';
const DEFAULT: Switch[] = [
  { name: 'test_account_filters_default_checked', label: 'New insights leave them out from the start' },
];

export function TestAccounts() {
  const { project, save, change } = useChange();
  const [rows, setRows] = useState(() => rowsOf(project.test_account_filters));
  const filters = rows.map(filterOf);
  const isChanged = !isSame(filters, project.test_account_filters ?? []);
  const isReady = rows.every(isFinished);
  const { on, rest } = wordsOf(save.error, ['test_account_filters']);
  const replace = (at: number, row: Row) => setRows(rows.map((old, other) => (other === at ? row : old)));
  const remove = (at: number) => setRows(rows.filter((_, other) => other !== at));
  const refusal = on('test_account_filters');
  return (
    <Card title="Internal and test users" note={NOTE}>
      <form
        className={classes.form}
        onSubmit={(event) => {
          event.preventDefault();
          change({ test_account_filters: filters });
        }}
      >
        {rows.length === 0 ? (
          <p className={classes.quiet}>
            There is no filter: everybody counts. Most teams begin with: the <code>email</code> of a person
            does not contain their own domain.
          </p>
        ) : (
          <ol className={classes.rows} aria-label="Filters">
            {rows.map((row, at) =>
              isShown(row) ? (
                <FilterRow
                  key={row.id}
                  row={row}
                  number={at + 1}
                  onChange={(next) => replace(at, next)}
                  onRemove={() => remove(at)}
                />
              ) : (
                <li key={row.id} className={classes.kept}>
                  <code>{inWords(row.kept ?? {})}</code>
                  <Button
                    look="quiet"
                    isSmall
                    aria-label={`Remove filter ${at + 1}`}
                    onClick={() => remove(at)}
                  >
                    <Icon name="close" />
                  </Button>
                </li>
              ),
            )}
          </ol>
        )}
        <div>
          <Button isSmall onClick={() => setRows([...rows, newRow()])}>
            + Add a filter
          </Button>
        </div>
        {!isReady && <p className={classes.quiet}>Each filter needs a property and a value.</p>}
        {refusal !== null && <Trouble what="The filters were refused" error={new Error(refusal)} />}
        {rest !== null && <Trouble what="The filters were not saved" error={rest} />}
        <FormEnd
          label="Save"
          disabled={!isChanged || !isReady}
          isBusy={save.isPending}
          done={save.isSuccess && !isChanged && 'Saved'}
        />
      </form>
      <div className={classes.below}>
        <Switches rows={DEFAULT} />
      </div>
    </Card>
  );
}
