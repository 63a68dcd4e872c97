// The open project: its settings, and the others when there are some.
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { api } from '../api/client';
import { ADMIN } from '../api/levels';
import { useOpenProject, useSession } from '../api/session';
import { NewProject } from '../features/projects/NewProject';
import { Icon } from '../ui/Icon';
import { Menu } from '../ui/Menu';
import classes from './Switch.module.css';

export function ProjectSwitcher({ className }: { className: string | undefined }) {
  const { project } = useSession();
  const projects = api.useQuery('get', '/api/projects/', {}, { staleTime: 60_000 });
  const open = useOpenProject();
  const navigate = useNavigate();
  const [isMaking, setMaking] = useState(false);
  const mayMake = (project.effective_membership_level ?? 0) >= ADMIN;
  const label = (
    <span className={classes.words}>
      <span className={classes.small}>Project</span>
      <span className={classes.name} title={project.name}>
        {project.name}
      </span>
    </span>
  );
  const all = projects.data?.results ?? [];
  return (
    <>
      <Menu
        label={`Project: ${project.name}. Its settings, and other projects`}
        className={className}
        opens="down"
        button={
          <>
            {label}
            <Icon name="down" />
          </>
        }
        items={[
          { label: 'Project settings', run: () => void navigate('/settings/project') },
          ...all.map(({ id, name }) => ({
            label: name,
            note: `#${id}`,
            isChosen: id === project.id,
            run: () => open(id),
          })),
          ...(mayMake ? [{ label: 'New project…', run: () => setMaking(true) }] : []),
        ]}
      />
      {isMaking && <NewProject organization={project.organization} onClose={() => setMaking(false)} />}
    </>
  );
}
