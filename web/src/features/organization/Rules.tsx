// What members may do, and how they have to log in: switches, saved as they are set.
import { useState } from 'react';
import { api } from '../../api/client';
import { Card } from '../../ui/Card';
import { Check } from '../../ui/Form';
import { Trouble } from '../../ui/Trouble';
import classes from './Organization.module.css';
import { ORGANIZATION, reload, useHome, type Organization } from './organization';

type Rule =
  | 'enforce_2fa'
  | 'members_can_invite'
  | 'members_can_use_personal_api_keys'
  | 'allow_publicly_shared_resources'
  | 'is_member_join_email_enabled';
const RULES: { name: Rule; label: string; hint: string; unset: boolean }[] = [
  {
    name: 'enforce_2fa',
    label: 'Two-factor authentication for everybody',
    hint: 'Who has not set it up sees nothing here until they have.',
    unset: false,
  },
  {
    name: 'members_can_invite',
    label: 'Members may invite',
    hint: 'Otherwise only admins and owners may.',
    unset: true,
  },
  {
    name: 'members_can_use_personal_api_keys',
    label: 'Members may use personal API keys here',
    hint: 'Keys of admins and owners always work.',
    unset: true,
  },
  {
    name: 'allow_publicly_shared_resources',
    label: 'Insights and dashboards may be shared by link',
    hint: 'When this is off, links that exist stop working.',
    unset: true,
  },
  {
    name: 'is_member_join_email_enabled',
    label: 'An e-mail when somebody joins',
    hint: 'To all admins and owners.',
    unset: true,
  },
];

export function Rules({ organization }: { organization: Organization }) {
  const { isAdmin, user } = useHome();
  // What was just set, until the server has said what is so.
  const [wish, setWish] = useState<Partial<Record<Rule, boolean>>>({});
  const save = api.useMutation('patch', ORGANIZATION, {
    onSuccess: () => reload(ORGANIZATION),
    onSettled: () => setWish({}),
  });
  const change = (name: Rule, isOn: boolean) => {
    setWish({ [name]: isOn });
    save.mutate({ params: { path: { id: organization.id } }, body: { [name]: isOn } });
  };
  const isLocked = organization.enforce_2fa !== true && !user.is_2fa_enabled;
  return (
    <Card title="Rules" note={isAdmin ? 'Saved as you set them.' : 'Only admins may change them.'}>
      <div className={classes.rules}>
        {RULES.map(({ name, label, hint, unset }) => (
          <Check
            key={name}
            label={label}
            hint={name === 'enforce_2fa' && isLocked && isAdmin ? 'Set up your own first (Security).' : hint}
            checked={wish[name] ?? organization[name] ?? unset}
            disabled={!isAdmin || save.isPending || (name === 'enforce_2fa' && isLocked)}
            onChange={(isOn) => change(name, isOn)}
          />
        ))}
        {save.isError && <Trouble what="The rule was not changed" error={save.error} />}
      </div>
    </Card>
  );
}
