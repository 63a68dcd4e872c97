// What somebody sees who has the link to a dashboard or an insight: without an account, and nothing else.
import { useParams, useSearchParams } from 'react-router';
import { asProblem } from '../../api/problem';
import { Ago } from '../../ui/Ago';
import { Button } from '../../ui/Button';
import { Skeleton } from '../../ui/Skeleton';
import { Trouble } from '../../ui/Trouble';
import { Board } from './Board';
import { Frame, Middle } from './Frame';
import { Locked } from './Locked';
import { lookOf, useLook, type Look } from './look';
import { titleOf, useShared, type Page } from './page';
import { Result } from './Result';
import classes from './Shared.module.css';

export default function SharedPage({ isEmbedded = false }: { isEmbedded?: boolean }) {
  const { token = '' } = useParams();
  const [search] = useSearchParams();
  const shared = useShared(token);
  const look = lookOf(shared.data?.settings ?? null, search);
  useLook(look);
  const again = () => void shared.refetch();
  if (shared.isPending)
    return (
      <div className={classes.wait}>
        <Skeleton lines={7} height={20} />
      </div>
    );
  if (shared.isError) {
    const { code } = asProblem(shared.error);
    if (code === 'password_required')
      return <Locked token={token} isOpening={shared.isFetching} onOpen={again} />;
    return <Closed error={shared.error} onRetry={again} isBusy={shared.isFetching} />;
  }
  return <Thing page={shared.data} look={look} isEmbedded={isEmbedded} />;
}

function Thing({ page, look, isEmbedded }: { page: Page; look: Look; isEmbedded: boolean }) {
  const { dashboard, insight } = page;
  const around = { look, isEmbedded };
  if (dashboard !== null)
    return (
      <Frame {...around} title={dashboard.name?.trim() || 'Dashboard'} lead={dashboard.description}>
        <Board dashboard={dashboard} isBrief={look.hideExtraDetails} />
      </Frame>
    );
  if (insight === null) return <Dead />;
  const { last_refresh: computed, table } = insight;
  const note = computed !== null && table !== null && (
    <>
      Computed <Ago iso={computed} />
    </>
  );
  return (
    <Frame {...around} title={titleOf(insight)} lead={insight.description} {...(note && { note })}>
      <section className={classes.alone} aria-label="Result">
        <Result insight={insight} />
      </section>
    </Frame>
  );
}

function Closed({ error, onRetry, isBusy }: { error: unknown; onRetry: () => void; isBusy: boolean }) {
  const { status } = asProblem(error);
  if (status === 404) return <Dead />;
  if (status === 429)
    return (
      <Middle title="Many people look at this page now">
        <p>It opens again in a minute.</p>
        <Button look="primary" isBusy={isBusy} onClick={onRetry}>
          Try again
        </Button>
      </Middle>
    );
  return (
    <Middle title="This page could not be loaded">
      <Trouble what="The server did not send it" error={error} retry={onRetry} />
    </Middle>
  );
}

function Dead() {
  return (
    <Middle title="This link does not work any more">
      <p>
        It may be cut off, its owner may have made a new one, or what it showed is not shared any more. Ask
        who sent it to you.
      </p>
    </Middle>
  );
}
