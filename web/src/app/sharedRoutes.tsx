// The pages of shared links: outside the log-in, so that they ask nothing about who looks.
import { lazy, Suspense } from 'react';
import { Navigate, Route, useLocation, useParams } from 'react-router';

// Who logs in needs none of it, and who opens a link needs little else.
const SharedPage = lazy(() => import('../features/shared/SharedPage'));

function Shared({ isEmbedded = false }: { isEmbedded?: boolean }) {
  return (
    <Suspense fallback={null}>
      <SharedPage isEmbedded={isEmbedded} />
    </Suspense>
  );
}

/** Links that were given away years ago. */
function Moved() {
  const { token = '' } = useParams();
  const { search } = useLocation();
  return <Navigate to={`/shared/${encodeURIComponent(token)}${search}`} replace />;
}

export const sharedRoutes = (
  <>
    <Route path="/shared/:token" element={<Shared />} />
    <Route path="/embedded/:token" element={<Shared isEmbedded />} />
    <Route path="/shared_dashboard/:token" element={<Moved />} />
  </>
);
