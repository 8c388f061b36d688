import { Badge, Group, Select, Text, TextInput } from '@mantine/core'
import { IconUserPlus } from '@tabler/icons-react'
import { useState, type ReactNode } from 'react'
import type { Input, Item } from '../../api/client.ts'
import { usePages } from '../../api/hooks.ts'
import { useMay, useUser } from '../../app/session-context.tsx'
import { useTexts } from '../../language/language.tsx'
import { wordIn } from '../../language/texts.ts'
import { ActButton } from '../../parts/act-form.tsx'
import { DataTable } from '../../parts/data-table.tsx'
import { Page } from '../../parts/page.tsx'
import { EmptyState } from '../../parts/states.tsx'
import { When } from '../../parts/when.tsx'
import { ShownOnce } from '../merchant/shown-once.tsx'
import { peopleTexts } from './people.texts.ts'

type User = Item<'listUsers'>
type Role = NonNullable<Input<'invite'>['body']>['role']
const refreshes = ['listUsers'] as const

/** Operators give any role, others those of their own party. */
const roleData = (roles: Readonly<Record<string, string>>, party: string) => Object.entries(roles)
  .filter(([value]) => party === 'operator' || value.startsWith(`${party}_`)).map(([value, label]) => ({ value, label }))

const Invite = ({ show }: { readonly show: (link: string) => void }): ReactNode => {
  const t = useTexts(peopleTexts)
  const { party } = useUser()
  return (
    <ActButton act="invite" label={t.invite} text={t.inviteText} variant="filled" icon={<IconUserPlus size={16} />} refreshes={refreshes}
      initial={{ email: '', role: (party === 'acceptor' ? 'acceptor_agent' : 'operator_support') as Role, holder: '', operator: '' }}
        onDone={({ link }) => show(link)}
      input={({ email, role, holder, operator }) => ({
        body: {
          email: email.trim(), role, ...(holder.trim() === '' ? {} : { holder: holder.trim() }),
          ...(operator.trim() === '' ? {} : { operator: operator.trim() }),
        },
      })}>
      {(form) => (
        <>
          <TextInput label={t.email} type="email" required data-autofocus {...form.getInputProps('email')} />
          <Select label={t.role} allowDeselect={false} data={roleData(t.roles, party)} {...form.getInputProps('role')} />
          {party === 'operator' && /^(merchant|acceptor|agent)_/.test(form.values.role) && <TextInput label={t.holder} required
            {...form.getInputProps('holder')} />}
          {/^operator_(admin|finance)$/.test(form.values.role) &&
            <TextInput label={t.operatorId} required {...form.getInputProps('operator')} />}
        </>
      )}
    </ActButton>
  )
}

const WithReason = ({ act, label, text, user, danger = false, show }: {
  readonly act: 'disableUser' | 'enableUser' | 'resetUser'; readonly label: string; readonly text?: string; readonly user: string
  readonly danger?: boolean; readonly show?: (link: string) => void
}): ReactNode => {
  const t = useTexts(peopleTexts)
  return (
    <ActButton act={act} label={label} text={text} danger={danger} refreshes={refreshes} initial={{ reason: '' }}
      input={(body) => ({ params: { user }, body })}
      onDone={(answer) => 'link' in answer && show?.(answer.link)}>
      {(form) => <TextInput label={t.reason} required data-autofocus maxLength={200} {...form.getInputProps('reason')} />}
    </ActButton>
  )
}

const Acts = ({ user, show }: { readonly user: User; readonly show: (link: string) => void }): ReactNode => {
  const t = useTexts(peopleTexts)
  const { operator, id, party } = useUser()
  const params = { user: user.id }
  // What an operator asked for about somebody of another party leaves that party free to act.
  if (user.proposed !== null && party === 'operator') {
    return user.proposed.by === operator || user.proposed.by === id
      ? <Text size="xs" c="dimmed">{t.waiting}</Text>
      : <ActButton act="approveUser" label={t.approve} text={t.approveText} variant="filled" refreshes={refreshes} initial={{}}
        input={() => ({ params })} />
  }
  if (user.id === id) return <Text size="xs" c="dimmed">{t.you}</Text>
  return (
    <Group gap="xs" justify="flex-end">
      {user.status === 'disabled'
        ? <WithReason act="enableUser" label={t.enable} user={user.id} />
        : (
            <>
              <ActButton act="setUserRole" label={t.setRole} refreshes={refreshes} initial={{ role: user.role, reason: '' }}
                input={(body) => ({ params, body })}>
                {(form) => (
                  <>
                    <Select label={t.role} allowDeselect={false} data={roleData(t.roles, party)} {...form.getInputProps('role')} />
                    <TextInput label={t.reason} required {...form.getInputProps('reason')} />
                  </>
                )}
              </ActButton>
              <WithReason act="resetUser" label={t.reset} text={t.resetText} user={user.id} show={show} />
              <WithReason act="disableUser" label={t.disable} text={t.disableText} user={user.id} danger />
            </>
          )}
    </Group>
  )
}

const People = (): ReactNode => {
  const t = useTexts(peopleTexts)
  const may = useMay('administer')
  const { party } = useUser()
  const [link, setLink] = useState<string>()
  const pages = usePages('listUsers', { query: { limit: 50 } })
  return (
    <Page title={t.title} text={party === 'operator' ? t.text : t.ownText} actions={may && <Invite show={setLink} />}>
      <DataTable pages={pages} label={t.title} keyOf={({ id }) => id} empty={<EmptyState title={t.empty} />} columns={[
        { title: t.email, cell: ({ email, id, proposed }) => (
          <div>
            <Text size="sm" fw={600}>{email ?? id}</Text>
            {proposed !== null && <Text size="xs" c="orange">{t.proposed(proposed.change.replaceAll('_', ' '), proposed.by)}</Text>}
          </div>
        ) },
        { title: t.role, cell: ({ role }) => wordIn(t.roles, role) },
        { title: t.party, cell: ({ holder, operator }) => <span className="identifier">{operator ?? holder?.slice(-8) ?? '–'}</span> },
        { title: t.status, cell: ({ status }) => <Badge color={status === 'active' ? 'jade' : status === 'invited' ? 'blue' : 'gray'}>
          {t.statuses[status]}</Badge> },
        { title: t.since, cell: ({ created_at: at }) => <When at={at} /> },
        { title: '', end: true, cell: (user) => may && <Acts user={user} show={setLink} /> },
      ]} />
      <ShownOnce title={t.link} text={party === 'operator' ? `${t.linkText} ${t.approvalNeeded}` : t.linkText} secret={link}
        done={t.done} close={() => setLink(undefined)} />
    </Page>
  )
}

export default People
