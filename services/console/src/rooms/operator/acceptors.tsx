import { Badge, Checkbox, TextInput } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { usePages } from '../../api/hooks.ts'
import { useMay } from '../../app/session-context.tsx'
import { useTexts } from '../../language/language.tsx'
import { ActButton } from '../../parts/act-form.tsx'
import { Amount } from '../../parts/amount.tsx'
import { DataTable } from '../../parts/data-table.tsx'
import { Page } from '../../parts/page.tsx'
import { EmptyState } from '../../parts/states.tsx'
import { operatorTexts } from './texts.ts'

export const statusColor = (status: string): string => (status === 'verified' || status === 'active' ? 'jade'
  : status === 'suspended' ? 'red' : 'yellow')

const Register = (): ReactNode => {
  const { acceptors: t } = useTexts(operatorTexts)
  return (
    <ActButton act="registerAcceptor" label={t.register} variant="filled" icon={<IconPlus size={16} />} refreshes={['listAcceptors']}
      initial={{ name: '', owner: '', house: false }} input={(body) => ({ body })}>
      {(form) => (
        <>
          <TextInput label={t.name} required data-autofocus {...form.getInputProps('name')} />
          <TextInput label={t.owner} required {...form.getInputProps('owner')} />
          <Checkbox label={t.isHouse} {...form.getInputProps('house', { type: 'checkbox' })} />
        </>
      )}
    </ActButton>
  )
}

const Acceptors = (): ReactNode => {
  const { acceptors: t } = useTexts(operatorTexts)
  const pages = usePages('listAcceptors', { query: {} })
  const may = useMay('administer')
  return (
    <Page title={t.title} text={t.text} actions={may && <Register />}>
      <DataTable pages={pages} label={t.title} keyOf={({ id }) => id} linkOf={({ id }) => `/operator/acceptors/${id}`}
        empty={<EmptyState title={t.empty} />}
        columns={[
          { title: t.name, cell: ({ name }) => name },
          { title: t.status, cell: ({ status }) => <Badge color={statusColor(status)}>{t[status]}</Badge> },
          { title: t.tier, cell: ({ tier }) => tier ?? '–' },
          { title: t.online, cell: ({ online }) => <Badge variant="dot" color={online ? 'jade' : 'gray'}>{online ? t.yes : t.no}</Badge> },
          { title: t.house, cell: ({ house }) => (house ? t.yes : '–') },
          { title: t.owner, cell: ({ owner }) => owner },
          { title: t.bond, end: true, cell: ({ bond }) => <Amount of={bond} /> },
        ]} />
    </Page>
  )
}

export default Acceptors
