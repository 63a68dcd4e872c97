// A list that may be long: a field that finds in it, and fifty rows at a time.
import { useState, type ReactNode } from 'react';
import { Button } from './Button';
import { counted } from './format';
import classes from './Found.module.css';
import { isFound } from './find';

const STEP = 50;
const MANY = 12;

type Props<T> = {
  items: readonly T[];
  /** What can be found of an item. */
  words: (item: T) => string;
  /** One of them, as people call it: "member". */
  what: string;
  children: (shown: readonly T[]) => ReactNode;
};

export function Found<T>({ items, words, what, children }: Props<T>) {
  const [asked, ask] = useState('');
  const [most, setMost] = useState(STEP);
  const title = `Find ${/^[aeiou]/.test(what) ? 'an' : 'a'} ${what}`;
  const found = items.filter((item) => isFound(asked, words(item)));
  const shown = found.slice(0, most);
  return (
    <>
      {items.length > MANY && (
        <input
          type="search"
          className={classes.find}
          aria-label={title}
          placeholder={`${title}…`}
          value={asked}
          onChange={(event) => {
            ask(event.target.value);
            setMost(STEP);
          }}
        />
      )}
      {found.length > 0 && children(shown)}
      {items.length > 0 && found.length === 0 && (
        <p role="status" className={classes.none}>
          None of {counted(items.length, what)} is like that.
        </p>
      )}
      {found.length > shown.length && (
        <Button look="quiet" className={classes.more} onClick={() => setMost(most + STEP)}>
          Show {Math.min(STEP, found.length - shown.length)} more of {counted(found.length, what)}
        </Button>
      )}
    </>
  );
}
