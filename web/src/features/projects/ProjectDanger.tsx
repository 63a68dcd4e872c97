// What breaks things on purpose, for admins: another project API key, and the end of the project.
import { api, queryClient } from '../../api/client';
import { ADMIN } from '../../api/levels';
import { startAnew, useSession } from '../../api/session';
import { Card } from '../../ui/Card';
import { Notice } from '../../ui/Notice';
import { Sure } from '../../ui/Sure';
import { Trouble } from '../../ui/Trouble';
import { TypedSure } from '../../ui/TypedSure';
import classes from './ProjectToken.module.css';

export function ProjectDanger() {
  const { project } = useSession();
  const where = { params: { path: { id: project.id } } };
  const reset = api.useMutation('patch', '/api/projects/{id}/reset_token/', {
    onSuccess: () => queryClient.invalidateQueries(),
  });
  const remove = api.useMutation('delete', '/api/projects/{id}/', { onSuccess: () => startAnew('/') });
  if ((project.effective_membership_level ?? 0) < ADMIN) return null;
  return (
    <Card title="Danger zone" note="What is done here cannot be taken back.">
      <div className={classes.list}>
        {reset.isSuccess && (
          <Notice tone="good" title="The project has a new API key">
            It stands above. Give it to your SDKs: events with the old one are refused.
          </Notice>
        )}
        {reset.isError && <Trouble what="The key was not reset" error={reset.error} />}
        {remove.isError && <Trouble what="The project was not deleted" error={remove.error} />}
        <div className={classes.buttons}>
          <Sure
            label="Reset the project API key…"
            look="danger"
            isSmall={false}
            question="Every SDK with the old key stops being heard, at once."
            yes="Reset it now"
            isBusy={reset.isPending}
            onYes={() => reset.mutate(where)}
          />
        </div>
        <div>
          <TypedSure
            label="Delete the project…"
            name={project.name}
            yes="Delete it for good"
            isBusy={remove.isPending || remove.isSuccess}
            onYes={() => remove.mutate(where)}
          >
            Its events, persons, insights and everything else in it are deleted. Nothing brings them back.
          </TypedSure>
        </div>
      </div>
    </Card>
  );
}
