// One row for each thing, one choice in it: nothing, read, or read and write.
import { OBJECTS, mayWrite, type Choices, type Level } from './keys';
import classes from './ScopeTable.module.css';

const LEVELS: [Level, string][] = [
  ['none', 'Nothing'],
  ['read', 'Read'],
  ['write', 'Read and write'],
];

type Props = { choices: Choices; onChoose: (object: string, level: Level) => void };

export function ScopeTable({ choices, onChoose }: Props) {
  return (
    <div className={classes.frame}>
      <table className={classes.table}>
        <thead>
          <tr>
            <th scope="col">The key may</th>
            {LEVELS.map(([level, label]) => (
              <th key={level} scope="col">
                {label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {OBJECTS.map(([object, label]) => (
            <tr key={object}>
              <th scope="row">
                {label} <code>{object}</code>
              </th>
              {LEVELS.map(([level, words]) => (
                <td key={level}>
                  {(level !== 'write' || mayWrite(object)) && (
                    <input
                      type="radio"
                      name={`scope-${object}`}
                      aria-label={`${label}: ${words.toLowerCase()}`}
                      checked={(choices[object] ?? 'none') === level}
                      onChange={() => onChoose(object, level)}
                    />
                  )}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
