// One invite that is open: its link, sending it again, taking it back.
import { api } from '../../api/client';
import { levelName } from '../../api/levels';
import { Ago } from '../../ui/Ago';
import { Button } from '../../ui/Button';
import { CopyButton } from '../../ui/CopyButton';
import { Row, Tag } from '../../ui/Rows';
import { Sure } from '../../ui/Sure';
import { Trouble } from '../../ui/Trouble';
import { INVITES, nameOf, reload, useHome, type Invite } from './organization';

type Props = { invite: Invite; onResent: (invite: Invite) => void };

export function InviteRow({ invite, onResent }: Props) {
  const home = useHome();
  const where = { params: { path: { organization_id: home.id, id: invite.id } } };
  const resend = api.useMutation('post', `${INVITES}{id}/resend/`, {
    onSuccess: async (made) => {
      await reload(INVITES);
      onResent(made);
    },
  });
  const remove = api.useMutation('delete', `${INVITES}{id}/`, { onSuccess: () => reload(INVITES) });
  return (
    <Row
      title={
        <>
          {invite.target_email}
          <Tag>{levelName(invite.level)}</Tag>
          {invite.is_expired && <Tag tone="warn">expired</Tag>}
        </>
      }
      facts={
        <>
          invited <Ago iso={invite.created_at} />
          {invite.created_by !== null && ` by ${nameOf(invite.created_by)}`}
          {!invite.emailing_attempt_made && ' · not e-mailed'}
        </>
      }
      side={
        <>
          {!invite.is_expired && (
            <CopyButton text={invite.link} label="Copy link" what={`for ${invite.target_email}`} />
          )}
          <Button
            isSmall
            look="quiet"
            isBusy={resend.isPending}
            aria-label={`Send ${invite.target_email} a new link`}
            onClick={() => resend.mutate(where)}
          >
            Send anew
          </Button>
          <Sure
            label="Delete"
            of={`the invite of ${invite.target_email}`}
            question="Its link stops working."
            yes="Delete now"
            isBusy={remove.isPending}
            onYes={() => remove.mutate(where)}
          />
        </>
      }
    >
      {resend.isError && <Trouble what="No new link was sent" error={resend.error} />}
      {remove.isError && <Trouble what="The invite was not deleted" error={remove.error} />}
    </Row>
  );
}
