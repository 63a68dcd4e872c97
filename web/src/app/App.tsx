// Every address of the web app and its screen.
import { lazy } from 'react';
import { Navigate, Route, Routes } from 'react-router';
import { ForgottenPassword } from '../features/account/ForgottenPassword';
import { Invitation } from '../features/account/Invitation';
import { Login } from '../features/account/Login';
import { NewPassword } from '../features/account/NewPassword';
import { Setup } from '../features/account/Setup';
import { VerifyEmail } from '../features/account/VerifyEmail';
import { Password } from '../features/my_account/Password';
import { Profile } from '../features/my_account/Profile';
import { Sessions } from '../features/my_account/Sessions';
import { TwoFactor } from '../features/my_account/TwoFactor';
import { Invites } from '../features/organization/Invites';
import { Members } from '../features/organization/Members';
import { OrganizationSettings } from '../features/organization/OrganizationSettings';
import { Roles } from '../features/organization/Roles';
import { PersonalApiKeys } from '../features/personal_api_keys/PersonalApiKeys';
import { PipelinePage } from '../features/pipeline/PipelinePage';
import { Privacy } from '../features/projects/Privacy';
import { ProjectDanger } from '../features/projects/ProjectDanger';
import { ProjectSettings } from '../features/projects/ProjectSettings';
import { ProjectVariables } from '../features/projects/ProjectVariables';
import { SecretToken } from '../features/projects/SecretToken';
import { HomePage } from './HomePage';
import { NotFound } from './NotFound';
import { RequireSession } from './RequireSession';
import { SettingsPage } from './SettingsPage';
import { sharedRoutes } from './sharedRoutes';
import { Shell } from './Shell';
import { ThemeCard } from './ThemeCard';

// CodeMirror is most of the weight of the app: only who opens the SQL box loads it.
const SqlPage = lazy(() => import('../features/query/SqlPage'));

export function App() {
  return (
    <Routes>
      <Route path="/setup" element={<Setup />} />
      <Route path="/login" element={<Login />} />
      <Route path="/reset" element={<ForgottenPassword />} />
      <Route path="/reset/:uuid/:token" element={<NewPassword />} />
      <Route path="/signup/:id" element={<Invitation />} />
      <Route path="/verify_email/:uuid/:token" element={<VerifyEmail />} />
      {sharedRoutes}
      <Route element={<RequireSession />}>
        <Route element={<Shell />}>
          <Route index element={<HomePage />} />
          <Route path="/sql" element={<SqlPage />} />
          <Route path="/pipeline" element={<PipelinePage />} />
          <Route path="/settings" element={<SettingsPage />}>
            <Route index element={<Navigate to="project" replace />} />
            <Route
              path="project"
              element={
                <>
                  <ProjectVariables />
                  <ProjectSettings />
                  <Privacy />
                  <SecretToken />
                  <ProjectDanger />
                </>
              }
            />
            <Route path="organization" element={<OrganizationSettings />} />
            <Route
              path="organization-members"
              element={
                <>
                  <Members />
                  <Invites />
                </>
              }
            />
            <Route path="organization-roles" element={<Roles />} />
            <Route path="user-profile" element={<Profile />} />
            <Route
              path="user-security"
              element={
                <>
                  <Password />
                  <TwoFactor />
                  <Sessions />
                </>
              }
            />
            <Route path="user-api-keys" element={<PersonalApiKeys />} />
            <Route path="appearance" element={<ThemeCard />} />
          </Route>
          <Route path="*" element={<NotFound />} />
        </Route>
      </Route>
    </Routes>
  );
}
