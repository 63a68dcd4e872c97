// One member: level, second factor, last log-in; removing, and leaving when it is oneself.
import { api } from '../../api/client';
import { levelName, type Level } from '../../api/levels';
import { startAnew } from '../../api/session';
import { Ago } from '../../ui/Ago';
import { Row, Tag } from '../../ui/Rows';
import { Sure } from '../../ui/Sure';
import { Trouble } from '../../ui/Trouble';
import { LevelPicker } from './LevelPicker';
import { MemberKeys } from './MemberKeys';
import { MEMBERS, nameOf, reload, useHome, type Member } from './organization';

const MEMBER = '/api/organizations/{organization_id}/members/{user__uuid}/';

export function MemberRow({ member }: { member: Member }) {
  const home = useHome();
  const isMe = member.user.uuid === home.user.uuid;
  const mayChange = !isMe && home.isAdmin && member.level <= home.level;
  const where = { params: { path: { organization_id: home.id, user__uuid: member.user.uuid } } };
  const change = api.useMutation('patch', MEMBER, { onSuccess: () => reload(MEMBERS) });
  const remove = api.useMutation('delete', MEMBER, {
    onSuccess: () => (isMe ? startAnew('/') : reload(MEMBERS)),
  });
  const name = nameOf(member.user);
  return (
    <Row
      title={
        <>
          {name}
          {isMe && <Tag>you</Tag>}
          {member.is_2fa_enabled ? <Tag tone="good">2FA</Tag> : <Tag tone="warn">no 2FA</Tag>}
        </>
      }
      facts={
        <>
          {name !== member.user.email && `${member.user.email} · `}joined <Ago iso={member.joined_at} /> ·{' '}
          {member.last_login === null ? (
            'never logged in'
          ) : (
            <>
              last log-in <Ago iso={member.last_login} />
            </>
          )}
        </>
      }
      side={
        <>
          {mayChange ? (
            <LevelPicker
              label={`Level of ${name}`}
              level={change.isPending ? (change.variables.body?.level ?? member.level) : member.level}
              most={home.level}
              isBusy={change.isPending}
              onChange={(level: Level) => change.mutate({ ...where, body: { level } })}
            />
          ) : (
            <Tag>{levelName(member.level)}</Tag>
          )}
          {(isMe || mayChange) && (
            <Sure
              label={isMe ? 'Leave' : 'Remove'}
              of={isMe ? 'the organization' : name}
              question={
                isMe ? 'You lose access, and so do your keys.' : 'They lose access, and so do their keys.'
              }
              yes={isMe ? 'Leave now' : 'Remove now'}
              isBusy={remove.isPending}
              onYes={() => remove.mutate(where)}
            />
          )}
        </>
      }
    >
      {change.isError && <Trouble what="The level was not changed" error={change.error} />}
      {remove.isError && (
        <Trouble what={isMe ? 'You did not leave' : 'The member was not removed'} error={remove.error} />
      )}
      {home.isAdmin && <MemberKeys uuid={member.user.uuid} name={name} />}
    </Row>
  );
}
