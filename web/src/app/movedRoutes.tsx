// Addresses of settings that PostHog had or has, and that guides and bookmarks still name.
import { Navigate, Route, useLocation, useParams } from 'react-router';

const SETTINGS: Record<string, string> = {
  '/me/settings': 'user-profile',
  '/account/two_factor': 'user-security',
  '/project/settings': 'project',
  '/organization/settings': 'organization',
  '/organization/members': 'organization-members',
  '/activity': 'project-activity',
};

/** `/project/1/settings/user-api-keys`: the number is not needed here. */
function WithoutProject() {
  const { '*': rest = '' } = useParams();
  const { search, hash } = useLocation();
  return <Navigate to={`/${rest}${search}${hash}`} replace />;
}

export const movedRoutes = (
  <>
    {Object.entries(SETTINGS).map(([path, section]) => (
      <Route key={path} path={path} element={<Navigate to={`/settings/${section}`} replace />} />
    ))}
    <Route path="/project/:id/*" element={<WithoutProject />} />
  </>
);
