// Copies a text and says that it did.
import { useEffect, useState } from 'react';
import { Button } from './Button';
import { Icon } from './Icon';
import { copyText } from './clipboard';
import classes from './CopyButton.module.css';

type Props = { text: string | (() => string); label?: string; what: string };
type Outcome = 'idle' | 'copied' | 'failed';
const WORDS = { copied: 'Copied', failed: 'Press Ctrl+C' };

export function CopyButton({ text, label = 'Copy', what }: Props) {
  const [outcome, setOutcome] = useState<Outcome>('idle');
  useEffect(() => {
    if (outcome === 'idle') return;
    const timer = setTimeout(() => setOutcome('idle'), 1800);
    return () => clearTimeout(timer);
  }, [outcome]);
  const copy = async () => {
    const isCopied = await copyText(typeof text === 'function' ? text() : text);
    setOutcome(isCopied ? 'copied' : 'failed');
  };
  const words = outcome === 'idle' ? label : WORDS[outcome];
  return (
    <Button isSmall onClick={() => void copy()} aria-label={outcome === 'idle' ? `${label} ${what}` : words}>
      <Icon name={outcome === 'copied' ? 'check' : 'copy'} />
      <span className={classes.words}>
        {/* The longest word holds the place, so that nothing moves. */}
        <span aria-hidden className={classes.place}>
          {label.length > 6 ? label : 'Copied'}
        </span>
        <span aria-live="polite">{words}</span>
      </span>
    </Button>
  );
}
