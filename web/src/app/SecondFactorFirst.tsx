// An organization lets nobody in without a second factor: its set-up stands in the way of everything else.
import { useState } from 'react';
import { api } from '../api/client';
import type { Problem } from '../api/problem';
import { startAnew, type User } from '../api/session';
import { BackupCodes } from '../features/my_account/BackupCodes';
import { ProofDialog } from '../features/my_account/ProofDialog';
import { SetUpTwoFactor } from '../features/my_account/SetUpTwoFactor';
import { Button } from '../ui/Button';
import { Card } from '../ui/Card';
import { Page } from '../ui/Page';

export default function SecondFactorFirst({ user, problem }: { user: User; problem: Problem }) {
  const [codes, setCodes] = useState<string[] | null>(null);
  const logOut = api.useMutation('post', '/api/logout/', { onSuccess: () => startAnew('/login') });
  const show = (made: string[]) => {
    setCodes(made);
    return Promise.resolve();
  };
  return (
    <main>
      <Page
        title="One step more"
        lead={problem.message}
        side={
          <Button look="quiet" isBusy={logOut.isPending} onClick={() => logOut.mutate({})}>
            Log out
          </Button>
        }
      >
        <Card
          title="Two-factor authentication"
          note="A log-in then asks for a code of an app on your phone, too: a stolen password is not enough."
        >
          {codes === null ? (
            <SetUpTwoFactor onDone={show} />
          ) : (
            <BackupCodes codes={codes} onKept={() => startAnew('/')} />
          )}
        </Card>
      </Page>
      <ProofDialog user={user} />
    </main>
  );
}
