// The home of a project: its token, how to send the first event, and the events as they arrive.
import { LiveEvents } from '../features/events/LiveEvents';
import { ProjectToken } from '../features/projects/ProjectToken';
import { Snippets } from '../features/projects/Snippets';
import { useSession } from '../api/session';
import { Page } from '../ui/Page';
import classes from './HomePage.module.css';

export function HomePage() {
  const { project } = useSession();
  return (
    <Page title={project.name} lead="Events appear here a moment after an SDK has sent them." isWide>
      <div className={classes.columns}>
        <div className={classes.how}>
          <ProjectToken token={project.api_token} host={window.location.origin} />
          <Snippets token={project.api_token} host={window.location.origin} />
        </div>
        <LiveEvents projectId={String(project.id)} />
      </div>
    </Page>
  );
}
