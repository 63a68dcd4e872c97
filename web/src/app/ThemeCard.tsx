// Light or dark, for this browser.
import { Card } from '../ui/Card';
import { setTheme, useTheme, type Theme } from '../ui/theme';
import classes from './ThemeCard.module.css';

const THEMES: [Theme, string][] = [
  ['system', 'As the system'],
  ['light', 'Light'],
  ['dark', 'Dark'],
];

export function ThemeCard() {
  const chosen = useTheme();
  return (
    <Card title="Theme" note="Kept in this browser.">
      <fieldset className={classes.choices}>
        <legend className="visually-hidden">Theme</legend>
        {THEMES.map(([theme, label]) => (
          <label key={theme} className={classes.choice}>
            <input type="radio" name="theme" checked={theme === chosen} onChange={() => setTheme(theme)} />
            {label}
          </label>
        ))}
      </fieldset>
    </Card>
  );
}
