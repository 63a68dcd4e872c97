// Where the measured product runs, and what its SDKs send by themselves.
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
  { name: 'autocapture_exceptions_opt_in', label: 'Errors that nobody caught' },
  { name: 'autocapture_web_vitals_opt_in', label: 'Web vitals', hint: 'How fast pages load and react.' },
  { name: 'capture_dead_clicks', label: 'Clicks that did nothing' },
  { name: 'heatmaps_opt_in', label: 'Heatmaps', hint: 'Where the mouse was.' },
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
      <Card title="Automatic events" note="What web SDKs send by themselves when they follow these settings.">
        <Switches rows={AUTOMATIC} />
      </Card>
      <TextsCard
        name="data_attributes"
        title="Data attributes"
        note="Attributes of elements that autocapture keeps, to tell elements apart."
        what="attribute"
        placeholder="data-attr"
      />
    </>
  );
}
