// Several short texts in one field: Enter keeps what was typed, a cross or Backspace takes one away.
import { useId, useState, type KeyboardEvent } from 'react';
import { Icon } from './Icon';
import classes from './Tokens.module.css';

type Props = {
  label: string;
  placeholder?: string;
  values: readonly string[];
  suggestions?: readonly string[];
  isInvalid?: boolean;
  onChange: (values: string[]) => void;
};

export function Tokens({ label, placeholder, values, suggestions = [], isInvalid = false, onChange }: Props) {
  const id = useId();
  // What is being typed is the last value already: nothing moves, and nothing is lost, when the field is left.
  const [typed, setTyped] = useState('');
  const text = typed.trim();
  const tokens = text === '' ? values : values.slice(0, -1);
  const type = (now: string) => {
    setTyped(now);
    onChange(now.trim() === '' ? [...tokens] : [...tokens, now.trim()]);
  };
  const press = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && text !== '') {
      event.preventDefault();
      setTyped('');
      if (tokens.includes(text)) onChange([...tokens]);
    }
    if (event.key === 'Backspace' && typed === '') onChange(values.slice(0, -1));
  };
  return (
    <span className={classes.field}>
      {tokens.map((value) => (
        <span key={value} className={classes.token}>
          <span className={classes.text}>{value}</span>
          <button
            type="button"
            aria-label={`Remove ${value}`}
            onClick={() => onChange(values.filter((other) => other !== value))}
          >
            <Icon name="close" size={11} />
          </button>
        </span>
      ))}
      <input
        aria-label={label}
        aria-invalid={isInvalid || undefined}
        list={suggestions.length > 0 ? id : undefined}
        placeholder={tokens.length === 0 ? placeholder : undefined}
        spellCheck={false}
        value={typed}
        onChange={(event) => type(event.target.value)}
        onKeyDown={press}
      />
      {suggestions.length > 0 && (
        <datalist id={id}>
          {suggestions.map((text) => (
            <option key={text} value={text} />
          ))}
        </datalist>
      )}
    </span>
  );
}
