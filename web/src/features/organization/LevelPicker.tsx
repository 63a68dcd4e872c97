// Member, admin or owner; nobody gives a level above their own.
import { LEVELS, levelName, type Level } from '../../api/levels';
import classes from './Organization.module.css';

type Props = {
  label: string;
  level: Level;
  most: Level;
  isBusy: boolean;
  onChange: (level: Level) => void;
};

export function LevelPicker({ label, level, most, isBusy, onChange }: Props) {
  return (
    <select
      aria-label={label}
      className={classes.level}
      value={level}
      disabled={isBusy}
      onChange={(event) => onChange(Number(event.target.value) as Level)}
    >
      {LEVELS.filter((one) => one <= most).map((one) => (
        <option key={one} value={one}>
          {levelName(one)}
        </option>
      ))}
    </select>
  );
}
