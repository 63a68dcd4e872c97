// Who was asked to join, and asking more people.
import { useState } from 'react';
import { api } from '../../api/client';
import { levelName } from '../../api/levels';
import { Button } from '../../ui/Button';
import { Card } from '../../ui/Card';
import { CopyButton } from '../../ui/CopyButton';
import { Found } from '../../ui/Found';
import { Notice } from '../../ui/Notice';
import { Rows } from '../../ui/Rows';
import { Skeleton } from '../../ui/Skeleton';
import { Trouble } from '../../ui/Trouble';
import { InviteForm } from './InviteForm';
import { InviteRow } from './InviteRow';
import classes from './Organization.module.css';
import { INVITES, useHome, useOrganization, type Invite } from './organization';

export function Invites() {
  const { id, isAdmin } = useHome();
  const organization = useOrganization(id);
  const mayInvite = isAdmin || organization.data?.members_can_invite !== false;
  return (
    <Card title="Invites" note="An invite is for one address, works once, and for three days.">
      {mayInvite ? (
        <InviteList />
      ) : (
        <p className={classes.quiet}>In this organization only admins and owners invite.</p>
      )}
    </Card>
  );
}

function InviteList() {
  const { id } = useHome();
  const [isMaking, setMaking] = useState(false);
  const [made, setMade] = useState<Invite | null>(null);
  const invites = api.useQuery('get', INVITES, {
    params: { path: { organization_id: id }, query: { limit: 1000 } },
  });
  const show = (invite: Invite) => {
    setMade(invite);
    setMaking(false);
  };
  return (
    <div className={classes.stack}>
      {made !== null && <Made invite={made} />}
      {isMaking ? (
        <InviteForm onMade={show} onCancel={() => setMaking(false)} />
      ) : (
        <div>
          <Button look="primary" onClick={() => setMaking(true)}>
            + Invite somebody
          </Button>
        </div>
      )}
      {invites.isPending && <Skeleton lines={2} height={22} />}
      {invites.isError && (
        <Trouble
          what="The invites could not be loaded"
          error={invites.error}
          retry={() => void invites.refetch()}
        />
      )}
      {invites.data?.results.length === 0 && <p className={classes.quiet}>No invite is open.</p>}
      {invites.data !== undefined && invites.data.results.length > 0 && (
        <Found
          what="invite"
          items={invites.data.results}
          words={({ target_email: email, level }) => `${email} ${levelName(level)}`}
        >
          {(shown) => (
            <Rows label="Open invites">
              {shown.map((invite) => (
                <InviteRow key={invite.id} invite={invite} onResent={show} />
              ))}
            </Rows>
          )}
        </Found>
      )}
    </div>
  );
}

function Made({ invite }: { invite: Invite }) {
  return (
    <Notice tone="good" title={`${invite.target_email} is invited`}>
      <p>
        {invite.emailing_attempt_made
          ? 'The link is on its way by e-mail. You can also hand it over yourself:'
          : 'This server sends no e-mail: hand the link over yourself.'}
      </p>
      <p className={classes.link}>
        <code>{invite.link}</code>
        <CopyButton text={invite.link} what="the link" />
      </p>
    </Notice>
  );
}
