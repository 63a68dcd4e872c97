// Who is logged in; their settings; the theme; the way out.
import { useNavigate } from 'react-router';
import { api } from '../api/client';
import { startAnew, useSession } from '../api/session';
import { Icon } from '../ui/Icon';
import { Menu } from '../ui/Menu';
import { setTheme, useTheme, type Theme } from '../ui/theme';
import classes from './Switch.module.css';

const THEMES: [Theme, string][] = [
  ['system', 'Theme of the system'],
  ['light', 'Light'],
  ['dark', 'Dark'],
];

export function UserMenu({ className }: { className: string | undefined }) {
  const { user } = useSession();
  const theme = useTheme();
  const navigate = useNavigate();
  const logOut = api.useMutation('post', '/api/logout/', {
    onSuccess: () => startAnew('/login'),
  });
  const email = user.email ?? '';
  const name = user.first_name || email.split('@')[0] || 'You';
  return (
    <Menu
      label="Your account settings, theme and log-out"
      className={className}
      opens="up"
      button={
        <>
          <span className={classes.badge} aria-hidden>
            {name.slice(0, 1).toUpperCase()}
          </span>
          <span className={classes.words}>
            <span className={classes.name}>{name}</span>
            <span className={`${classes.small} ${classes.name}`}>{email}</span>
          </span>
          <Icon name="up" />
        </>
      }
      items={[
        { label: 'Account settings', run: () => void navigate('/settings/user-profile') },
        ...THEMES.map(([key, label]) => ({ label, isChosen: key === theme, run: () => setTheme(key) })),
        { label: logOut.isPending ? 'Logging out…' : 'Log out', run: () => logOut.mutate({}) },
      ]}
    />
  );
}
