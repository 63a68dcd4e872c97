// The navigation: project, screens, user.
import { NavLink } from 'react-router';
import { Icon, type IconName } from '../ui/Icon';
import { Mark } from '../ui/Mark';
import { ProjectSwitcher } from './ProjectSwitcher';
import classes from './Sidebar.module.css';
import { UserMenu } from './UserMenu';

const SCREENS: { to: string; label: string; icon: IconName }[] = [
  { to: '/', label: 'Home', icon: 'home' },
  { to: '/sql', label: 'SQL', icon: 'sql' },
  { to: '/pipeline', label: 'Pipeline', icon: 'pipeline' },
  { to: '/settings', label: 'Settings', icon: 'settings' },
];

export function Sidebar() {
  return (
    <div className={classes.side}>
      <div className={classes.brand}>
        <Mark size={30} />
        <span>Tenrec</span>
      </div>
      <ProjectSwitcher className={classes.switcher} />
      <nav aria-label="Screens" className={classes.nav}>
        {SCREENS.map((screen) => (
          <NavLink key={screen.to} to={screen.to} end={screen.to === '/'}>
            <Icon name={screen.icon} />
            {screen.label}
          </NavLink>
        ))}
      </nav>
      <UserMenu className={classes.user} />
    </div>
  );
}
