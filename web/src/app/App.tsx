// Every address of the web app and its screen.
import { lazy, Suspense, type ReactNode } from 'react';
import { Route, Routes } from 'react-router';
import { Login } from '../features/account/Login';
import { HomePage } from './HomePage';
import { movedRoutes } from './movedRoutes';
import { NotFound } from './NotFound';
import { RequireSession } from './RequireSession';
import { sharedRoutes } from './sharedRoutes';
import { Shell } from './Shell';

// The first screen is the log-in or the home page; everything else is loaded by who opens it.
const SqlPage = lazy(() => import('../features/query/SqlPage'));
const PipelinePage = lazy(() => import('../features/pipeline/PipelinePage'));
const Settings = lazy(() => import('./Settings'));
const Setup = lazy(() => import('../features/account/Setup'));
const ForgottenPassword = lazy(() => import('../features/account/ForgottenPassword'));
const NewPassword = lazy(() => import('../features/account/NewPassword'));
const Invitation = lazy(() => import('../features/account/Invitation'));
const VerifyEmail = lazy(() => import('../features/account/VerifyEmail'));

const alone = (screen: ReactNode) => <Suspense fallback={null}>{screen}</Suspense>;

export function App() {
  return (
    <Routes>
      <Route path="/login" element={<Login />} />
      <Route path="/setup" element={alone(<Setup />)} />
      <Route path="/reset" element={alone(<ForgottenPassword />)} />
      <Route path="/reset/:uuid/:token" element={alone(<NewPassword />)} />
      <Route path="/signup/:id" element={alone(<Invitation />)} />
      <Route path="/verify_email/:uuid/:token" element={alone(<VerifyEmail />)} />
      {sharedRoutes}
      {movedRoutes}
      <Route element={<RequireSession />}>
        <Route element={<Shell />}>
          <Route index element={<HomePage />} />
          <Route path="/sql" element={<SqlPage />} />
          <Route path="/pipeline" element={<PipelinePage />} />
          <Route path="/settings/*" element={<Settings />} />
          <Route path="*" element={<NotFound />} />
        </Route>
      </Route>
    </Routes>
  );
}
