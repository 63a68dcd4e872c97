// The link that proves an e-mail address: used as soon as it is opened.
import { useEffect, useRef } from 'react';
import { Link, useParams } from 'react-router';
import { api, queryClient } from '../../api/client';
import { Notice } from '../../ui/Notice';
import { Skeleton } from '../../ui/Skeleton';
import { Trouble } from '../../ui/Trouble';
import { asProblem } from '../../api/problem';
import { Frame } from './Frame';

export default function VerifyEmail() {
  const { uuid = '', token = '' } = useParams();
  const preflight = api.useQuery('get', '/_preflight/', {}, { staleTime: 0 });
  const verify = api.useMutation('post', '/api/users/verify_email/', {
    onSuccess: () => queryClient.invalidateQueries(),
  });
  const { mutate } = verify;
  const isUsed = useRef(false);
  useEffect(() => {
    if (!preflight.isSuccess || isUsed.current) return;
    isUsed.current = true;
    mutate({ body: { uuid, token } });
  }, [preflight.isSuccess, mutate, uuid, token]);
  return (
    <Frame title="Your e-mail address">
      {verify.isSuccess ? (
        <Notice tone="good" title="The address is verified">
          You log in with it from now on. <Link to="/">Go on</Link>.
        </Notice>
      ) : verify.isError ? (
        <Refusal error={verify.error} />
      ) : preflight.isError ? (
        <Trouble
          what="Tenrec cannot be reached"
          error={preflight.error}
          retry={() => void preflight.refetch()}
        />
      ) : (
        <Skeleton lines={2} height={22} />
      )}
    </Frame>
  );
}

function Refusal({ error }: { error: unknown }) {
  const { attr } = asProblem(error);
  if (attr !== 'token' && attr !== 'uuid')
    return <Trouble what="The address was not verified" error={error} />;
  return (
    <Notice tone="warn" title="This link does not work">
      It works once, for a day; or it is cut off. If your address is not verified yet, ask for a new link in
      your <Link to="/settings/user-profile">profile</Link>.
    </Notice>
  );
}
