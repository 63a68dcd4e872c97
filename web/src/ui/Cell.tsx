// One value. Long ones are cut and open by a click; nothing is shown as nothing, not as an empty text.
import type { Json } from '../api/json';
import { cellText } from './cells';
import classes from './ResultTable.module.css';

type Props = { json: Json; isNumeric: boolean; isOpen: boolean; onOpen: () => void };
const LONG = 60;

export function Cell({ json, isNumeric, isOpen, onOpen }: Props) {
  if (json.kind === 'null')
    return <td className={`${classes.nothing} ${isNumeric ? classes.numeric : ''}`}>null</td>;
  const text = cellText(json);
  if (json.kind === 'string' && text === '') return <td className={classes.nothing}>empty text</td>;
  const look = isNumeric
    ? classes.numeric
    : json.kind === 'object' || json.kind === 'array'
      ? classes.json
      : undefined;
  if (text.length <= LONG) return <td className={look}>{text}</td>;
  return (
    <td className={look}>
      <button
        type="button"
        className={isOpen ? classes.open : classes.long}
        aria-expanded={isOpen}
        onClick={onOpen}
      >
        {isOpen ? text : `${text.slice(0, LONG)}…`}
      </button>
    </td>
  );
}
