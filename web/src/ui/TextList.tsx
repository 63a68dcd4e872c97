// A list of texts that can be written: one line each, taken away and added.
import { useRef } from 'react';
import { Button } from './Button';
import { Icon } from './Icon';
import classes from './TextList.module.css';

type Props = {
  label: string;
  /** One of them, as people call it: "address". */
  what: string;
  placeholder: string;
  values: readonly string[];
  error?: string | null;
  onChange: (values: string[]) => void;
};

export function TextList({ label, what, placeholder, values, error, onChange }: Props) {
  const list = useRef<HTMLFieldSetElement>(null);
  const focus = (find: (inputs: HTMLInputElement[]) => HTMLElement | undefined) =>
    // After the list has been drawn again.
    setTimeout(() => find([...(list.current?.querySelectorAll('input') ?? [])])?.focus());
  const add = () => {
    onChange([...values, '']);
    focus((inputs) => inputs.at(-1));
  };
  const remove = (at: number) => {
    onChange(values.filter((_, other) => other !== at));
    focus(
      (inputs) =>
        inputs[Math.min(at, inputs.length - 1)] ?? list.current?.querySelector('button') ?? undefined,
    );
  };
  return (
    <fieldset ref={list} className={classes.list}>
      <legend className="visually-hidden">{label}</legend>
      {values.map((value, at) => (
        <div key={at} className={classes.line}>
          <input
            className={classes.input}
            aria-label={`${what} ${at + 1}`}
            placeholder={placeholder}
            maxLength={400}
            spellCheck={false}
            value={value}
            onChange={(event) =>
              onChange(values.map((old, other) => (other === at ? event.target.value : old)))
            }
          />
          <Button
            isSmall
            look="quiet"
            aria-label={`Remove ${value || `${what} ${at + 1}`}`}
            onClick={() => remove(at)}
          >
            <Icon name="close" />
          </Button>
        </div>
      ))}
      {error != null && (
        <p role="alert" className={classes.error}>
          {error}
        </p>
      )}
      <div>
        <Button isSmall onClick={add}>
          + Add {what}
        </Button>
      </div>
    </fieldset>
  );
}
