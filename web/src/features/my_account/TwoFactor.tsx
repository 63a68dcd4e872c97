// Two-factor authentication: on or off, set-up, back-up codes.
import { useState } from 'react';
import { api, queryClient } from '../../api/client';
import { Button } from '../../ui/Button';
import { Card } from '../../ui/Card';
import { Skeleton } from '../../ui/Skeleton';
import { Trouble } from '../../ui/Trouble';
import { ME, reloadMe } from './account';
import classes from './Account.module.css';
import { BackupCodes } from './BackupCodes';
import { SetUpTwoFactor } from './SetUpTwoFactor';
import { TwoFactorOn } from './TwoFactorOn';

const STATUS = '/api/users/{uuid}/two_factor_status/';

export function TwoFactor() {
  const status = api.useQuery('get', STATUS, ME);
  const [isSettingUp, setSettingUp] = useState(false);
  const [codes, setCodes] = useState<string[] | null>(null);
  const show = async (made: string[] | null) => {
    setCodes(made);
    setSettingUp(false);
    await Promise.all([queryClient.invalidateQueries({ queryKey: ['get', STATUS] }), reloadMe()]);
  };
  return (
    <Card
      title="Two-factor authentication"
      note="A log-in then asks for a code of an app on your phone, too: a stolen password is not enough."
    >
      <div className={classes.stack}>
        {status.isPending && <Skeleton lines={2} height={20} />}
        {status.isError && (
          <Trouble
            what="It could not be looked up"
            error={status.error}
            retry={() => void status.refetch()}
          />
        )}
        {codes !== null && <BackupCodes codes={codes} onKept={() => setCodes(null)} />}
        {status.data?.is_enabled === true && !isSettingUp && (
          <TwoFactorOn left={status.data.backup_codes_left} onCodes={show} />
        )}
        {status.data?.is_enabled === false && !isSettingUp && (
          <>
            <p className={classes.quiet}>
              It is off. You need an authenticator app: the one of your phone, a password manager, any that
              shows six digits.
            </p>
            <div>
              <Button look="primary" onClick={() => setSettingUp(true)}>
                Set it up
              </Button>
            </div>
          </>
        )}
        {isSettingUp && <SetUpTwoFactor onDone={show} onCancel={() => setSettingUp(false)} />}
      </div>
    </Card>
  );
}
