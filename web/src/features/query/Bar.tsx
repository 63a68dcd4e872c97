// Under the SQL box: run, stop, share.
import { Button } from '../../ui/Button';
import { CopyButton } from '../../ui/CopyButton';
import { Icon } from '../../ui/Icon';
import classes from './SqlPage.module.css';

type Props = { isRunning: boolean; onRun: () => void; onStop: () => void; link: () => string };
const IS_MAC = navigator.userAgent.includes('Mac');

export function Bar({ isRunning, onRun, onStop, link }: Props) {
  return (
    <div className={classes.bar}>
      {isRunning ? (
        <Button onClick={onStop}>
          <Icon name="stop" size={13} /> Stop
        </Button>
      ) : (
        <Button look="primary" onClick={onRun}>
          <Icon name="play" size={13} /> Run
        </Button>
      )}
      <span className={classes.keys}>
        <kbd>{IS_MAC ? '⌘' : 'Ctrl'}</kbd> <kbd>Enter</kbd>
      </span>
      <CopyButton text={link} label="Copy link" what="to this query" />
    </div>
  );
}
