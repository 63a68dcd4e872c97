// What an SDK needs to know: the project token and the address.
import { Card } from '../../ui/Card';
import { ValueRows } from './ValueRows';

export function ProjectToken({ token, host }: { token: string; host: string }) {
  return (
    <Card title="Connect" note="The token only lets events in. It may be in public code.">
      <ValueRows
        rows={[
          ['Project token', token],
          ['Host', host],
        ]}
      />
    </Card>
  );
}
