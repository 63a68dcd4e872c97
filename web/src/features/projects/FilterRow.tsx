// One filter: of whom, which property, how it is compared, with what.
import { useId } from 'react';
import { useSession } from '../../api/session';
import { Button } from '../../ui/Button';
import { Icon } from '../../ui/Icon';
import { Tokens } from '../../ui/Tokens';
import { amountOf, changed, OPERATORS, type Operator, type Row } from './filters';
import classes from './Filters.module.css';
import { useNames, useValues } from './suggestions';

type Props = { row: Row; number: number; onChange: (row: Row) => void; onRemove: () => void };

export function FilterRow({ row, number, onChange, onRemove }: Props) {
  const { project } = useSession();
  const names = useNames(row.of, row.key);
  const list = useId();
  const label = (word: string) => `${word} of filter ${number}`;
  return (
    <li className={classes.row}>
      <select
        aria-label={label('Kind')}
        className={classes.input}
        value={row.of}
        onChange={(event) => onChange(changed(row, { of: event.target.value, values: [] }))}
      >
        <option value="person">Person</option>
        <option value="event">Event</option>
        {project.group_types.map(({ group_type: name, group_type_index: index }) => (
          <option key={index} value={`group:${index}`}>
            Group: {name}
          </option>
        ))}
      </select>
      <input
        aria-label={label('Property')}
        className={classes.input}
        list={list}
        placeholder="Property, such as email"
        maxLength={400}
        spellCheck={false}
        value={row.key}
        onChange={(event) => onChange(changed(row, { key: event.target.value }))}
      />
      <datalist id={list}>
        {names.map((name) => (
          <option key={name} value={name} />
        ))}
      </datalist>
      <select
        aria-label={label('Operator')}
        className={classes.input}
        value={row.operator}
        onChange={(event) => onChange(withOperator(row, event.target.value as Operator))}
      >
        {OPERATORS.map(([operator, words]) => (
          <option key={operator} value={operator}>
            {words}
          </option>
        ))}
      </select>
      <Value row={row} label={label('Value')} onChange={(values) => onChange(changed(row, { values }))} />
      <Button look="quiet" isSmall aria-label={`Remove filter ${number}`} onClick={onRemove}>
        <Icon name="close" />
      </Button>
    </li>
  );
}

/** Values stay as far as the new operator can have them. */
function withOperator(row: Row, operator: Operator): Row {
  const amount = amountOf(operator);
  const most = { none: 0, one: 1, some: row.values.length }[amount];
  return changed(row, { operator, values: row.values.slice(0, most) });
}

type ValueProps = { row: Row; label: string; onChange: (values: string[]) => void };

function Value({ row, label, onChange }: ValueProps) {
  const amount = amountOf(row.operator);
  const values = useValues(row.of, row.key, amount === 'some');
  if (amount === 'none') return <span />;
  if (amount === 'some')
    return (
      <Tokens
        key={row.of}
        label={label}
        placeholder="Value, then Enter"
        values={row.values}
        suggestions={values}
        onChange={onChange}
      />
    );
  return (
    <input
      aria-label={label}
      className={classes.input}
      type={row.operator === 'gt' || row.operator === 'lt' ? 'number' : 'text'}
      step="any"
      spellCheck={false}
      value={row.values[0] ?? ''}
      onChange={({ target }) => onChange(target.value === '' ? [] : [target.value])}
    />
  );
}
