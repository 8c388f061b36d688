import { Badge, MultiSelect, Paper, Text, Textarea, TextInput } from '@mantine/core'
import { IconKey, IconPlus } from '@tabler/icons-react'
import { useState, type ReactNode } from 'react'
import type { Input, Item } from '../../api/client.ts'
import { useRead } from '../../api/hooks.ts'
import { useMay } from '../../app/session-context.tsx'
import { useNow } from '../../format/now.ts'
import { useTexts } from '../../language/language.tsx'
import { ActButton } from '../../parts/act-form.tsx'
import { Rows } from '../../parts/data-table.tsx'
import { Page } from '../../parts/page.tsx'
import { EmptyState, Read } from '../../parts/states.tsx'
import { When } from '../../parts/when.tsx'
import { ShownOnce } from './shown-once.tsx'
import { merchantTexts } from './texts.ts'

type KeyScope = NonNullable<NonNullable<Input<'issueKey'>['body']>['scopes']>[number]

/** A key counts to the end of the day that was named, as clocks here have it. */
const endOf = (day: string): string => new Date(`${day}T23:59:59`).toISOString()

const stateOf = ({ revoked, expires_at: expiry }: Item<'listKeys'>, nowMs: number): 'revoked' | 'expired' | 'active' => {
  if (revoked) return 'revoked'
  return expiry !== null && Date.parse(expiry) <= nowMs ? 'expired' : 'active'
}

export default (): ReactNode => {
  const t = useTexts(merchantTexts).keys
  const mayKeys = useMay('keys')
  const [secret, setSecret] = useState<string>()
  const nowMs = useNow(60_000)
  const read = useRead('listKeys', {})
  const names: Readonly<Record<string, string>> = t.scopeNames
  return (
    <Page title={t.title} text={t.text} actions={mayKeys && (
      <ActButton act="issueKey" label={t.add} variant="filled" icon={<IconPlus size={16} />} refreshes={['listKeys']}
        initial={{ label: '', scopes: ['read', 'operate'] as KeyScope[], expires_at: '', addresses: '' }}
        onDone={(key) => setSecret(key.secret)}
        input={({ label, scopes, expires_at: expiry, addresses }) => ({
          body: {
            scopes, ...(label === '' ? {} : { label }), ...(expiry === '' ? {} : { expires_at: endOf(expiry) }),
            ...(addresses.trim() === '' ? {} : { addresses: addresses.trim().split(/[\s,;]+/) }),
          },
        })}>
        {(form) => (
          <>
            <TextInput label={t.label} description={t.labelHint} maxLength={80} data-autofocus {...form.getInputProps('label')} />
            <MultiSelect label={t.scopes} required {...form.getInputProps('scopes')}
              data={['read', 'operate', 'develop', 'keys', 'money'].map((value) => ({ value, label: names[value] ?? value }))} />
            <TextInput label={t.expires} description={t.expiresHint} type="date" {...form.getInputProps('expires_at')} />
            <Textarea label={t.addresses} description={t.addressesHint} placeholder="203.0.113.7, 198.51.100.0/24" autosize minRows={1}
              spellCheck={false} {...form.getInputProps('addresses')} />
          </>
        )}
      </ActButton>
    )}>
      <Paper p={0} style={{ overflow: 'hidden' }}>
        <Read of={read}>
          {({ data }) => (
            <Rows rows={data} label={t.title} keyOf={({ id }) => id} empty={<EmptyState icon={IconKey} title={t.empty} />} columns={[
              { title: t.label, cell: ({ label }) => label ?? '–' },
              { title: t.tail, cell: ({ tail }) => <span className="identifier">…{tail}</span> },
              { title: t.scopes, cell: ({ scopes }) => scopes.map((scope) => names[scope] ?? scope).join(', ') },
              {
                title: t.status,
                cell: (key) => <Badge color={stateOf(key, nowMs) === 'active' ? 'jade' : 'gray'}>{t[stateOf(key, nowMs)]}</Badge>,
              },
              { title: t.addresses, cell: ({ addresses }) => (addresses.length === 0
                ? <Text size="sm" c="dimmed">{t.anywhere}</Text>
                : <span className="identifier">{addresses.join(', ')}</span>) },
              { title: t.lastUsed, cell: ({ last_used_at: at }) => (at === null ? t.never : <When at={at} relative />) },
              { title: t.expires, cell: ({ expires_at: at }) => (at === null ? t.never : <When at={at} />) },
              { title: t.issued, cell: ({ issued_at: at }) => <When at={at} /> },
              {
                title: '', end: true,
                cell: ({ id, revoked }) => mayKeys && !revoked && (
                  <ActButton act="revokeKey" label={t.revoke} text={t.revokeText} danger refreshes={['listKeys']}
                    initial={{}} input={() => ({ params: { key: id } })} />
                ),
              },
            ]} />
          )}
        </Read>
      </Paper>
      <ShownOnce title={t.secret} text={t.secretText} secret={secret} done={t.done} close={() => setSecret(undefined)} />
    </Page>
  )
}
