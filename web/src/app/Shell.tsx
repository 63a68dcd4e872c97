// The frame around every screen behind the log-in: navigation at the side, a drawer on small screens.
import { Suspense, useEffect, useRef, useState } from 'react';
import { Outlet, useLocation } from 'react-router';
import { useSession } from '../api/session';
import { ProofDialog } from '../features/my_account/ProofDialog';
import { Icon } from '../ui/Icon';
import { Mark } from '../ui/Mark';
import { Skeleton } from '../ui/Skeleton';
import { Mishap } from './Mishap';
import classes from './Shell.module.css';
import { Sidebar } from './Sidebar';

export function Shell() {
  const { pathname } = useLocation();
  const { user } = useSession();
  const drawer = useRef<HTMLDialogElement>(null);
  const [isDrawn, setDrawn] = useState(false);
  useEffect(() => drawer.current?.close(), [pathname]);
  const draw = () => {
    setDrawn(true);
    drawer.current?.showModal();
  };
  return (
    <div className={classes.shell}>
      <a href="#main" className={classes.skip}>
        Skip to the content
      </a>
      <aside className={classes.side}>
        <div className={classes.stick}>
          <Sidebar />
        </div>
      </aside>
      <header className={classes.top}>
        <button type="button" aria-label="Open the navigation" onClick={draw}>
          <Icon name="menu" size={20} />
        </button>
        <Mark size={26} />
        <span>Tenrec</span>
      </header>
      <dialog
        ref={drawer}
        className={classes.drawer}
        aria-label="Navigation"
        onClose={() => setDrawn(false)}
        onClick={(event) => {
          if (event.target === event.currentTarget) event.currentTarget.close();
        }}
      >
        {isDrawn && <Sidebar />}
      </dialog>
      <main id="main" tabIndex={-1} className={classes.main}>
        <Mishap resetKey={pathname}>
          <Suspense
            fallback={
              <div className={classes.wait}>
                <Skeleton lines={6} />
              </div>
            }
          >
            <Outlet />
          </Suspense>
        </Mishap>
      </main>
      <ProofDialog user={user} />
    </div>
  );
}
