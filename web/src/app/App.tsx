// Every address of the web app and its screen.
import { lazy } from 'react';
import { Navigate, Route, Routes } from 'react-router';
import { Login } from '../features/account/Login';
import { Setup } from '../features/account/Setup';
import { PersonalApiKeys } from '../features/personal_api_keys/PersonalApiKeys';
import { PipelinePage } from '../features/pipeline/PipelinePage';
import { ProjectSettings } from '../features/projects/ProjectSettings';
import { ProjectVariables } from '../features/projects/ProjectVariables';
import { HomePage } from './HomePage';
import { NotFound } from './NotFound';
import { RequireSession } from './RequireSession';
import { SettingsPage } from './SettingsPage';
import { Shell } from './Shell';
import { ThemeCard } from './ThemeCard';

// CodeMirror is most of the weight of the app: only who opens the SQL box loads it.
const SqlPage = lazy(() => import('../features/query/SqlPage'));

export function App() {
  return (
    <Routes>
      <Route path="/setup" element={<Setup />} />
      <Route path="/login" element={<Login />} />
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
