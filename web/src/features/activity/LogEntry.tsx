// One row of the log: somebody did something to a thing; the changes open below it.
import { useState } from 'react';
import { Ago } from '../../ui/Ago';
import { Button } from '../../ui/Button';
import { counted } from '../../ui/format';
import { Row } from '../../ui/Rows';
import classes from './Activity.module.css';
import { activityName, actorName, itemName, thingName, toldChanges, type LogRow } from './words';

export function LogEntry({ row, project }: { row: LogRow; project: string | null }) {
  const [isOpen, setOpen] = useState(false);
  const told = toldChanges(row.detail.changes);
  const name = itemName(row);
  const what = `${activityName(row.activity)} ${thingName(row.scope)}`;
  return (
    <Row
      title={
        <span className={classes.sentence}>
          {actorName(row)} <span className={classes.plain}>{what}</span> {name}
        </span>
      }
      facts={
        <>
          <Ago iso={row.created_at} />
          {project !== null && ` · ${project}`}
        </>
      }
      side={
        told.length > 0 && (
          <Button
            isSmall
            look="quiet"
            aria-expanded={isOpen}
            aria-label={`${counted(told.length, 'change')} of ${what} ${name}`}
            onClick={() => setOpen(!isOpen)}
          >
            {isOpen ? 'Hide' : counted(told.length, 'change')}
          </Button>
        )
      }
    >
      {isOpen && (
        <table className={classes.changes}>
          <thead>
            <tr>
              <th scope="col">What</th>
              <th scope="col">Before</th>
              <th scope="col">After</th>
            </tr>
          </thead>
          <tbody>
            {told.map(({ field, before, after }, at) => (
              <tr key={at}>
                <th scope="row">{field}</th>
                <td>{before}</td>
                <td>{after}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Row>
  );
}
