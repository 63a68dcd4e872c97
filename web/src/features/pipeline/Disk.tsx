// What Tenrec keeps on the disk, and the room that is left.
import { Card } from '../../ui/Card';
import { bytes } from '../../ui/format';
import classes from './Pipeline.module.css';
import type { Pipeline } from './verdict';

export function Disk({ disk }: { disk: Pipeline['disk'] }) {
  const ours = disk.journal_bytes + disk.events_bytes + disk.state_bytes;
  const others = Math.max(disk.total_bytes - disk.free_bytes - ours, 0);
  const parts = [
    {
      name: 'Events',
      size: disk.events_bytes,
      look: classes.events,
      about: 'stored, compressed, ready for queries',
    },
    {
      name: 'Journal',
      size: disk.journal_bytes,
      look: classes.journal,
      about: 'taken in; removed once stored',
    },
    { name: 'State', size: disk.state_bytes, look: classes.state, about: 'accounts, persons, settings' },
    { name: 'Others', size: others, look: classes.others, about: 'other programs on this disk' },
    { name: 'Free', size: disk.free_bytes, look: classes.free, about: '' },
  ];
  return (
    <Card title="Disk" note={`${bytes(ours)} are Tenrec’s, of ${bytes(disk.total_bytes)}.`}>
      <div className={classes.bar} aria-hidden>
        {parts.map(({ name, size, look }) => (
          <span key={name} className={look} style={{ flexGrow: size / Math.max(disk.total_bytes, 1) }} />
        ))}
      </div>
      <ul className={classes.legend}>
        {parts.map(({ name, size, look, about }) => (
          <li key={name}>
            <span className={`${classes.swatch} ${look}`} aria-hidden />
            <span>
              {name}
              {about !== '' && <span className={classes.about}> · {about}</span>}
            </span>
            <span className={classes.number}>{bytes(size)}</span>
          </li>
        ))}
      </ul>
    </Card>
  );
}
