import { Badge, Checkbox, Group, Paper, SegmentedControl, Text, TextInput } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import type { Item } from '../../api/client.ts'
import { usePages, useRead } from '../../api/hooks.ts'
import { useMay } from '../../app/session-context.tsx'
import { useTexts } from '../../language/language.tsx'
import { ActButton } from '../../parts/act-form.tsx'
import { Amount } from '../../parts/amount.tsx'
import { DataTable } from '../../parts/data-table.tsx'
import { useFilters } from '../../parts/filters.ts'
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

const statuses = ['registered', 'verified', 'suspended'] as const
const refreshes = ['listAcceptors', 'getAcceptor'] as const

/** The operator's own acceptor at a glance: whether it stands in, and what it can still give. */
const House = ({ house }: { readonly house: Item<'listAcceptors'> }): ReactNode => {
  const { acceptors: t } = useTexts(operatorTexts)
  const may = useMay('administer')
  const { data } = useRead('listAccounts', { query: { owner: house.id } })
  const main = data?.data.find(({ account }) => account === `acceptor:${house.id}`)
  return (
    <Paper component="article" aria-label={`${t.house}: ${house.name}`} p="md">
      <Group justify="space-between">
        <div>
          <Group gap="xs"><Text fw={650}>{t.house}: {house.name}</Text>
            <Badge variant="dot" color={house.online ? 'jade' : 'gray'}>{t.online}: {house.online ? t.yes : t.no}</Badge></Group>
          <Text component="div" size="sm" c="dimmed">{t.free} <Amount of={main?.free} /> · {t.escrow} <Amount of={main?.pending} /></Text>
          <Text size="xs" c="dimmed">{t.houseText}</Text>
        </div>
        {may && house.online && <ActButton act="takeOffline" label={t.offline} refreshes={refreshes} initial={{}}
          input={() => ({ params: { acceptor: house.id } })} />}
      </Group>
    </Paper>
  )
}

const Acceptors = (): ReactNode => {
  const { acceptors: t } = useTexts(operatorTexts)
  const [{ status }, setFilter] = useFilters('status')
  const chosen = statuses.find((each) => each === status)
  const pages = usePages('listAcceptors', { query: chosen === undefined ? {} : { status: chosen } })
  const may = useMay('administer')
  return (
    <Page title={t.title} text={t.text} actions={may && <Register />}>
      {pages.items?.filter(({ house }) => house).map((house) => <House key={house.id} house={house} />)}
      <DataTable pages={pages} label={t.title} keyOf={({ id }) => id} linkOf={({ id }) => `/operator/acceptors/${id}`}
        empty={<EmptyState title={t.empty} />}
        filters={<SegmentedControl aria-label={t.status} value={chosen ?? ''} onChange={(value) => setFilter('status', value)}
          data={[{ value: '', label: t.all }, ...statuses.map((value) => ({ value, label: t[value] }))]} />}
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
