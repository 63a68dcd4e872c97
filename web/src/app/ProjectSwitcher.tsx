// The open project: its settings, and the others when there are some.
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { api } from '../api/client';
import { ADMIN } from '../api/levels';
import { useOpenProject, useSession } from '../api/session';
import { NewProject } from '../features/projects/NewProject';
import { Icon } from '../ui/Icon';
import { Menu } from '../ui/Menu';
import { ProjectFinder } from './ProjectFinder';
import classes from './Switch.module.css';

const MANY = 12;

export function ProjectSwitcher({ className }: { className: string | undefined }) {
  const { project } = useSession();
  const projects = api.useQuery(
    'get',
    '/api/projects/',
    { params: { query: { limit: 1000 } } },
    { staleTime: 60_000 },
  );
  const open = useOpenProject();
  const navigate = useNavigate();
  const [asked, ask] = useState<'new' | 'all' | null>(null);
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
        label="Its settings, and other projects"
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
          ...(all.length > MANY ? [] : all).map(({ id, name }) => ({
            label: name,
            note: `#${id}`,
            isChosen: id === project.id,
            run: () => open(id),
          })),
          ...(all.length > MANY
            ? [{ label: 'Open another project…', note: `${all.length}`, run: () => ask('all') }]
            : []),
          ...(mayMake ? [{ label: 'New project…', run: () => ask('new') }] : []),
        ]}
      />
      {asked === 'new' && <NewProject organization={project.organization} onClose={() => ask(null)} />}
      {asked === 'all' && <ProjectFinder projects={all} onClose={() => ask(null)} />}
    </>
  );
}
