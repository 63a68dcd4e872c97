// The second factor is on: how many back-up codes are left, new ones, and the way to turn it off.
import { api } from '../../api/client';
import { Icon } from '../../ui/Icon';
import { Notice } from '../../ui/Notice';
import { Sure } from '../../ui/Sure';
import { Trouble } from '../../ui/Trouble';
import { counted } from '../../ui/format';
import { ME } from './account';
import classes from './Account.module.css';

type Props = { left: number; onCodes: (codes: string[] | null) => Promise<void> };

export function TwoFactorOn({ left, onCodes }: Props) {
  const renew = api.useMutation('post', '/api/users/{uuid}/two_factor_backup_codes/', {
    onSuccess: ({ backup_codes }) => onCodes(backup_codes),
  });
  const disable = api.useMutation('post', '/api/users/{uuid}/two_factor_disable/', {
    onSuccess: () => onCodes(null),
  });
  return (
    <>
      <p className={classes.state}>
        <Icon name="check" /> It is on
      </p>
      {left < 3 ? (
        <Notice
          tone="warn"
          title={left === 0 ? 'No back-up code is left' : `${counted(left, 'back-up code')} left`}
        >
          Without your phone they are the only way in. Make new ones.
        </Notice>
      ) : (
        <p className={classes.quiet}>
          {counted(left, 'back-up code')} left, for when your phone is not there.
        </p>
      )}
      {renew.isError && <Trouble what="No new codes were made" error={renew.error} />}
      {disable.isError && <Trouble what="It was not turned off" error={disable.error} />}
      <div className={classes.buttons}>
        <Sure
          label="New back-up codes"
          look="plain"
          isSmall={false}
          question="The codes that you have stop working."
          yes="Make new ones"
          isBusy={renew.isPending}
          onYes={() => renew.mutate(ME)}
        />
        <Sure
          label="Turn it off"
          look="danger"
          isSmall={false}
          question="Your password alone lets you in then."
          yes="Turn it off now"
          isBusy={disable.isPending}
          onYes={() => disable.mutate(ME)}
        />
      </div>
    </>
  );
}
