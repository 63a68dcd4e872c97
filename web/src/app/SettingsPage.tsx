// Settings: of the project, of the organization, of one's own account; a list of them at the side.
import { NavLink, Outlet } from 'react-router';
import { Page } from '../ui/Page';
import classes from './SettingsPage.module.css';

type Section = { to: string; label: string };
const GROUPS: { title: string; sections: Section[] }[] = [
  { title: 'Project', sections: [{ to: 'project', label: 'Project settings' }] },
  {
    title: 'Organization',
    sections: [
      { to: 'organization', label: 'General' },
      { to: 'organization-members', label: 'Members' },
      { to: 'organization-roles', label: 'Roles' },
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
  return (
    <Page title="Settings">
      <div className={classes.settings}>
        <nav aria-label="Settings" className={classes.nav}>
          {GROUPS.map(({ title, sections }) => (
            <div key={title} className={classes.group}>
              <p>{title}</p>
              {sections.map(({ to, label }) => (
                <NavLink key={to} to={to} end>
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
