// The value of a new key, shown this one time.
import { CopyButton } from '../../ui/CopyButton';
import { Notice } from '../../ui/Notice';
import classes from './PersonalApiKeys.module.css';

export function Once({ value }: { value: string }) {
  const example = `curl -H "Authorization: Bearer ${value}" -H 'content-type: application/json' \\
  -d '{"query":{"kind":"HogQLQuery","query":"select event, count() from events group by event"}}' \\
  ${window.location.origin}/api/projects/@current/query/`;
  return (
    <Notice tone="good" title="Copy the key now: you will not be able to see it again">
      <p className={classes.value}>
        <code>{value}</code>
        <CopyButton text={value} what="the key" />
        <CopyButton text={example} label="Copy a curl example" what="with the key" />
      </p>
    </Notice>
  );
}
