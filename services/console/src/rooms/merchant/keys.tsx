import { Badge, MultiSelect, Paper, TextInput } from '@mantine/core'
import { IconKey, IconPlus } from '@tabler/icons-react'
import { useState, type ReactNode } from 'react'
import type { Input } from '../../api/client.ts'
import { useRead } from '../../api/hooks.ts'
import { useMay } from '../../app/session-context.tsx'
import { useTexts } from '../../language/language.tsx'
import { ActButton } from '../../parts/act-form.tsx'
import { Rows } from '../../parts/data-table.tsx'
import { Page } from '../../parts/page.tsx'
import { EmptyState, Read } from '../../parts/states.tsx'
import { When } from '../../parts/when.tsx'
import { ShownOnce } from './shown-once.tsx'
import { merchantTexts } from './texts.ts'

type KeyScope = NonNullable<NonNullable<Input<'issueKey'>['body']>['scopes']>[number]

export default (): ReactNode => {
  const t = useTexts(merchantTexts).keys
  const mayKeys = useMay('keys')
  const [secret, setSecret] = useState<string>()
  const read = useRead('listKeys', {})
  const names: Readonly<Record<string, string>> = t.scopeNames
  return (
    <Page title={t.title} text={t.text} actions={mayKeys && (
      <ActButton act="issueKey" label={t.add} variant="filled" icon={<IconPlus size={16} />} refreshes={['listKeys']}
        initial={{ label: '', scopes: ['read', 'operate'] as KeyScope[] }} onDone={(key) => setSecret(key.secret)}
        input={({ label, scopes }) => ({ body: { scopes, ...(label === '' ? {} : { label }) } })}>
        {(form) => (
          <>
            <TextInput label={t.label} description={t.labelHint} maxLength={80} data-autofocus {...form.getInputProps('label')} />
            <MultiSelect label={t.scopes} required {...form.getInputProps('scopes')}
              data={['read', 'operate', 'develop', 'keys', 'money'].map((value) => ({ value, label: names[value] ?? value }))} />
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
              { title: t.status, cell: ({ revoked }) => <Badge color={revoked ? 'gray' : 'jade'}>{revoked ? t.revoked : t.active}</Badge> },
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
