// The back-up codes, shown this one time: to copy, to keep as a file.
import { Button } from '../../ui/Button';
import { CopyButton } from '../../ui/CopyButton';
import { Icon } from '../../ui/Icon';
import { Notice } from '../../ui/Notice';
import classes from './Account.module.css';

type Props = { codes: string[]; onKept: () => void };

export function BackupCodes({ codes, onKept }: Props) {
  return (
    <Notice tone="good" title="Keep these back-up codes: you will not be able to see them again">
      <p>Each lets you in once when your phone is not there. A password manager is a good place.</p>
      <ul className={classes.codes} aria-label="Back-up codes">
        {codes.map((code) => (
          <li key={code}>
            <code>{code}</code>
          </li>
        ))}
      </ul>
      <div className={classes.buttons}>
        <CopyButton text={codes.join('\n')} what="the codes" />
        <Button isSmall onClick={() => download(codes)}>
          <Icon name="download" /> Download
        </Button>
        <Button isSmall look="quiet" onClick={onKept}>
          I have kept them
        </Button>
      </div>
    </Notice>
  );
}

function download(codes: string[]): void {
  const words = `Back-up codes for Tenrec at ${window.location.host}. Each works once.\n\n${codes.join('\n')}\n`;
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([words], { type: 'text/plain' }));
  link.download = 'tenrec-backup-codes.txt';
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
