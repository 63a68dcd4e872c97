// A button that opens a short list of things to do; Esc and a click elsewhere close it, arrows move in it.
import { useEffect, useId, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import classes from './Menu.module.css';

export type MenuItem = { label: string; note?: string; isChosen?: boolean; run: () => void };
type Props = {
  label: string;
  button: ReactNode;
  className: string | undefined;
  opens: 'up' | 'down';
  head?: ReactNode;
  items: MenuItem[];
};

function useOutsideClick(isOpen: boolean, close: () => void) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!isOpen) return;
    const look = (event: PointerEvent) => {
      if (!box.current?.contains(event.target as Node)) close();
    };
    document.addEventListener('pointerdown', look);
    return () => document.removeEventListener('pointerdown', look);
  }, [isOpen, close]);
  return box;
}

function moveFocus(event: KeyboardEvent<HTMLElement>) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step === undefined) return;
  event.preventDefault();
  const items = [...event.currentTarget.querySelectorAll<HTMLElement>('[role^=menuitem]')];
  const at = items.indexOf(document.activeElement as HTMLElement);
  items[(at + step + items.length) % items.length]?.focus();
}

export function Menu({ label, button, className, opens, head, items }: Props) {
  const [isOpen, setOpen] = useState(false);
  const id = useId();
  const box = useOutsideClick(isOpen, () => setOpen(false));
  const opener = useRef<HTMLButtonElement>(null);
  const close = () => {
    setOpen(false);
    opener.current?.focus();
  };
  return (
    <div
      className={classes.box}
      ref={box}
      onKeyDown={(event) => {
        if (event.key === 'Escape' && isOpen) {
          event.stopPropagation();
          close();
        }
      }}
      onBlur={(event) => {
        if (event.relatedTarget !== null && !event.currentTarget.contains(event.relatedTarget))
          setOpen(false);
      }}
    >
      <button
        type="button"
        ref={opener}
        className={className}
        aria-haspopup="menu"
        aria-expanded={isOpen}
        aria-controls={isOpen ? id : undefined}
        onClick={() => setOpen(!isOpen)}
      >
        {button}
        <span className="visually-hidden">{label}</span>
      </button>
      {isOpen && (
        <div
          id={id}
          role="menu"
          aria-label={label}
          className={`${classes.list} ${classes[opens]}`}
          onKeyDown={moveFocus}
        >
          {head}
          {items.map((item, at) => (
            <button
              key={item.label + (item.note ?? '')}
              type="button"
              role={item.isChosen === undefined ? 'menuitem' : 'menuitemradio'}
              aria-checked={item.isChosen}
              autoFocus={at === 0}
              onClick={() => {
                close();
                item.run();
              }}
            >
              <span>{item.label}</span>
              {item.note !== undefined && <span className={classes.note}>{item.note}</span>}
            </button>
          ))}
        </div>
      )}
    </div>
  );
}
