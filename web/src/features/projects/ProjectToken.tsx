// What an SDK needs to know: the project token and the address.
import { Card } from '../../ui/Card';
import { CopyButton } from '../../ui/CopyButton';
import classes from './ProjectToken.module.css';

export function ProjectToken({ token, host }: { token: string; host: string }) {
  return (
    <Card title="Connect" note="The token only lets events in. It may be in public code.">
      <dl className={classes.list}>
        <Row name="Project token" value={token} />
        <Row name="Host" value={host} />
      </dl>
    </Card>
  );
}

function Row({ name, value }: { name: string; value: string }) {
  return (
    <div className={classes.row}>
      <dt>{name}</dt>
      <dd>
        <code>{value}</code>
        <CopyButton text={value} what={name.toLowerCase()} />
      </dd>
    </div>
  );
}
