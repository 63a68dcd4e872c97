// What an SDK and a script need to know of the project: its key, its number, the address.
import { useSession } from '../../api/session';
import { Card } from '../../ui/Card';
import { ValueRows } from './ValueRows';

export function ProjectVariables() {
  const { project } = useSession();
  return (
    <Card title="Project Variables" note="The project API key only lets events in. It may be in public code.">
      <ValueRows
        rows={[
          ['Project API key', project.api_token],
          ['Project ID', String(project.id)],
          ['Host', window.location.origin],
        ]}
      />
    </Card>
  );
}
