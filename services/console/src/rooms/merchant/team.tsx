import { Badge, Select, TextInput } from '@mantine/core'
import { IconUserPlus } from '@tabler/icons-react'
import { useState, type ReactNode } from 'react'
import { usePages } from '../../api/hooks.ts'
import { useMay, useUser } from '../../app/session-context.tsx'
import { useTexts } from '../../language/language.tsx'
import { wordIn } from '../../language/texts.ts'
import { ActButton } from '../../parts/act-form.tsx'
import { DataTable } from '../../parts/data-table.tsx'
import { Page } from '../../parts/page.tsx'
import { When } from '../../parts/when.tsx'
import { ShownOnce } from './shown-once.tsx'
import { merchantTexts } from './texts.ts'

type Role = keyof (typeof merchantTexts)['en']['team']['roles']

export default (): ReactNode => {
  const t = useTexts(merchantTexts).team
  const mayAdminister = useMay('administer')
  const { id: me } = useUser()
  const [link, setLink] = useState<string>()
  const pages = usePages('listUsers', { query: { limit: 50 } })
  return (
    <Page title={t.title} text={t.text} actions={mayAdminister && (
      <ActButton act="invite" label={t.invite} variant="filled" icon={<IconUserPlus size={16} />} refreshes={['listUsers']}
        initial={{ email: '', role: 'merchant_viewer' as Role }} onDone={(answer) => setLink(answer.link)} input={(body) => ({ body })}>
        {(form) => (
          <>
            <TextInput label={t.email} type="email" required data-autofocus {...form.getInputProps('email')} />
            <Select label={t.role} allowDeselect={false} {...form.getInputProps('role')}
              data={Object.entries(t.roles).map(([value, label]) => ({ value, label }))} />
          </>
        )}
      </ActButton>
    )}>
      <DataTable pages={pages} label={t.title} keyOf={({ id }) => id} columns={[
        { title: t.email, cell: ({ email }) => email ?? '–' },
        { title: t.role, cell: ({ role }) => wordIn(t.roles, role) },
        { title: t.status, cell: ({ status }) => <Badge color={status === 'active' ? 'jade' : 'gray'}>{t.statuses[status]}</Badge> },
        { title: t.since, cell: ({ created_at: at }) => <When at={at} /> },
        {
          title: '', end: true,
          cell: ({ id, status }) => mayAdminister && id !== me && status !== 'disabled' && (
            <ActButton act="disableUser" label={t.disable} text={t.disableText} danger refreshes={['listUsers']} initial={{ reason: '' }}
              input={(body) => ({ params: { user: id }, body })}>
              {(form) => <TextInput label={t.reason} required maxLength={200} {...form.getInputProps('reason')} />}
            </ActButton>
          ),
        },
      ]} />
      <ShownOnce title={t.link} text={t.linkText} secret={link} done={t.done} close={() => setLink(undefined)} />
    </Page>
  )
}
