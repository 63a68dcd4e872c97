// What of events is not kept.
import { useState } from 'react';
import { api } from '../../api/client';
import { useSession } from '../../api/session';
import { Card } from '../../ui/Card';
import { Check } from '../../ui/Form';
import { Trouble } from '../../ui/Trouble';
import { reloadProject } from './project';

export function Privacy() {
  const { project } = useSession();
  // What was just set, until the server has said what is so.
  const [wish, setWish] = useState<boolean | null>(null);
  const save = api.useMutation('patch', '/api/projects/{id}/', {
    onSuccess: reloadProject,
    onSettled: () => setWish(null),
  });
  const change = (isOn: boolean) => {
    setWish(isOn);
    save.mutate({ params: { path: { id: project.id } }, body: { anonymize_ips: isOn } });
  };
  return (
    <Card title="Privacy" note="Saved as you set it; for events that arrive from then on.">
      <Check
        label="Do not keep IP addresses"
        hint="Where an event came from is still worked out, when the server can, before its address is dropped."
        checked={wish ?? project.anonymize_ips ?? false}
        disabled={save.isPending}
        onChange={change}
      />
      {save.isError && <Trouble what="It was not changed" error={save.error} />}
    </Card>
  );
}
