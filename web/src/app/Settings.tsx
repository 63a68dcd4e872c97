// The sections of the settings and their addresses.
import { Navigate, Route, Routes } from 'react-router';
import { ActivityLog } from '../features/activity/ActivityLog';
import { Password } from '../features/my_account/Password';
import { Profile } from '../features/my_account/Profile';
import { Sessions } from '../features/my_account/Sessions';
import { TwoFactor } from '../features/my_account/TwoFactor';
import { Invites } from '../features/organization/Invites';
import { Members } from '../features/organization/Members';
import { OrganizationSettings } from '../features/organization/OrganizationSettings';
import { Roles } from '../features/organization/Roles';
import { PersonalApiKeys } from '../features/personal_api_keys/PersonalApiKeys';
import { Analysis } from '../features/projects/Analysis';
import { Capture } from '../features/projects/Capture';
import { Privacy } from '../features/projects/Privacy';
import { ProjectDanger } from '../features/projects/ProjectDanger';
import { ProjectSettings } from '../features/projects/ProjectSettings';
import { ProjectVariables } from '../features/projects/ProjectVariables';
import { SecretToken } from '../features/projects/SecretToken';
import { NotFound } from './NotFound';
import { SettingsPage } from './SettingsPage';
import { ThemeCard } from './ThemeCard';

const SECTIONS = {
  project: [ProjectVariables, ProjectSettings, SecretToken, ProjectDanger],
  'project-capture': [Privacy, Capture],
  'project-analysis': [Analysis],
  'project-activity': [() => <ActivityLog of="project" />],
  organization: [OrganizationSettings],
  'organization-members': [Members, Invites],
  'organization-roles': [Roles],
  'organization-activity': [() => <ActivityLog of="organization" />],
  'user-profile': [Profile],
  'user-security': [Password, TwoFactor, Sessions],
  'user-api-keys': [PersonalApiKeys],
  appearance: [ThemeCard],
};

/** What PostHog calls them, in links of guides. */
const MOVED: Record<string, keyof typeof SECTIONS> = {
  user: 'user-profile',
  'user-details': 'user-profile',
  environment: 'project',
  'environment-details': 'project',
  'project-details': 'project',
  'project-product-analytics': 'project-analysis',
  'environment-product-analytics': 'project-analysis',
  'project-autocapture': 'project-capture',
  'environment-autocapture': 'project-capture',
  'environment-activity-logs': 'project-activity',
  'organization-details': 'organization',
};

export default function Settings() {
  return (
    <Routes>
      <Route element={<SettingsPage />}>
        <Route index element={<Navigate to="/settings/project" replace />} />
        {Object.entries(SECTIONS).map(([path, parts]) => (
          <Route
            key={path}
            path={path}
            element={parts.map((Part, at) => (
              <Part key={at} />
            ))}
          />
        ))}
        {Object.entries(MOVED).map(([path, section]) => (
          <Route key={path} path={path} element={<Navigate to={`/settings/${section}`} replace />} />
        ))}
        <Route path="*" element={<NotFound />} />
      </Route>
    </Routes>
  );
}
