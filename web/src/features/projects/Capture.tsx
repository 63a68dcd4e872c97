// Where the measured product runs, and what its SDKs send by themselves. Only what the server really tells them.
import { Card } from '../../ui/Card';
import { Switches, type Switch } from './Switches';
import { TextsCard } from './TextsCard';

const AUTOMATIC: Switch[] = [
  {
    name: 'autocapture_opt_out',
    label: 'Clicks, changes and submitted forms',
    hint: 'Autocapture: every one is an event with the element that it happened to.',
    isInverted: true,
  },
  {
    name: 'capture_performance_opt_in',
    label: 'How fast pages load',
    hint: 'Times of pages and of what they fetch, with the recordings of sessions.',
  },
];

export function Capture() {
  return (
    <>
      <TextsCard
        name="app_urls"
        title="Authorized URLs"
        note="Where the product runs that you measure. A * may stand for a part of the host."
        what="URL"
        placeholder="https://*.example.com"
      />
      <Card
        title="Automatic events"
        note="What web SDKs send by themselves. They ask for it when they start."
      >
        <Switches rows={AUTOMATIC} />
      </Card>
    </>
  );
}
