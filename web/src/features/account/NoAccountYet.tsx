// A fresh server: the first account is made through a link that only its operator can see.
import { Frame } from './Frame';
import classes from './Frame.module.css';

export function NoAccountYet() {
  return (
    <Frame title="Make the first account" lead="This Tenrec is new: nobody has an account yet.">
      <ol className={classes.list}>
        <li>
          Look at the terminal where Tenrec was started (<code>make run</code>).
        </li>
        <li>
          Open the one-time link that it printed; it ends in <code>/setup?token=…</code>
        </li>
        <li>Choose your name and password there. The link works once.</li>
      </ol>
      <p>
        No link in sight? Stop and start Tenrec: it prints a fresh one for as long as there is no account.
      </p>
    </Frame>
  );
}
