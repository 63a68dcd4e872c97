// Settings: of the project, of the organization, of one's own account; a list of them at the side.
import { NavLink, Outlet } from 'react-router';
import { ADMIN } from '../api/levels';
import { useSession } from '../api/session';
import { Page } from '../ui/Page';
import classes from './SettingsPage.module.css';

type Section = { to: string; label: string; forAdmins?: boolean };
const GROUPS: { title: string; sections: Section[] }[] = [
  {
    title: 'Project',
    sections: [
      { to: 'project', label: 'Project settings' },
      { to: 'project-capture', label: 'Capture' },
      { to: 'project-analysis', label: 'Analysis' },
      { to: 'project-activity', label: 'Activity log' },
    ],
  },
  {
    title: 'Organization',
    sections: [
      { to: 'organization', label: 'General' },
      { to: 'organization-members', label: 'Members' },
      { to: 'organization-roles', label: 'Roles' },
      { to: 'organization-activity', label: 'All activity', forAdmins: true },
    ],
  },
  {
    title: 'Account',
    sections: [
      { to: 'user-profile', label: 'Profile' },
      { to: 'user-security', label: 'Security' },
      { to: 'user-api-keys', label: 'Personal API keys' },
      { to: 'appearance', label: 'Appearance' },
    ],
  },
];

export function SettingsPage() {
  const { project } = useSession();
  const isAdmin = (project.effective_membership_level ?? 0) >= ADMIN;
  return (
    <Page title="Settings">
      <div className={classes.settings}>
        <nav aria-label="Settings" className={classes.nav}>
          {GROUPS.map(({ title, sections }) => (
            <div key={title} className={classes.group}>
              <p>{title}</p>
              {sections
                .filter(({ forAdmins = false }) => isAdmin || !forAdmins)
                .map(({ to, label }) => (
                  <NavLink key={to} to={`/settings/${to}`} end>
                    {label}
                  </NavLink>
                ))}
            </div>
          ))}
        </nav>
        <div className={classes.section}>
          <Outlet />
        </div>
      </div>
    </Page>
  );
}
