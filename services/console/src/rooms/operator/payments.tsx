import { Badge, Select, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { IconSearch } from '@tabler/icons-react'
import { useState, type ReactNode } from 'react'
import type { Input } from '../../api/client.ts'
import { usePages } from '../../api/hooks.ts'
import { useUser } from '../../app/session-context.tsx'
import { useTexts } from '../../language/language.tsx'
import { Amount } from '../../parts/amount.tsx'
import { DataTable } from '../../parts/data-table.tsx'
import { useFilters } from '../../parts/filters.ts'
import { Page } from '../../parts/page.tsx'
import { EmptyState } from '../../parts/states.tsx'
import { When } from '../../parts/when.tsx'
import { operatorTexts } from './texts.ts'

type Query = NonNullable<Input<'listPayments'>['query']>

export const statusColor = (status: string): string =>
  status === 'settled' ? 'jade' : status === 'unresolved' ? 'orange' : status === 'confirming' || status === 'matching' ? 'blue' : 'gray'

const Payments = (): ReactNode => {
  const { party } = useUser()
  const { payments: t } = useTexts(operatorTexts)
  const [{ status }, setFilter] = useFilters('status')
  const [text, setText] = useState('')
  const [search] = useDebouncedValue(text.trim(), 300)
  const query: Query = {
    ...(status !== undefined && status in t.words ? { status: status as NonNullable<Query['status']> } : {}),
    ...(search === '' ? {} : search.startsWith('mer_') ? { merchant: search } : { reference: search }),
  }
  const pages = usePages('listPayments', { query })
  return (
    <Page title={t.title} text={t.text}>
      <DataTable pages={pages} label={t.title} keyOf={({ id }) => id} linkOf={({ id }) => `/${party}/payments/${id}`}
        empty={<EmptyState title={t.empty} />}
        filters={(
          <>
            <TextInput aria-label={t.search} placeholder={t.search} leftSection={<IconSearch size={16} />} value={text}
              w={{ base: '100%', sm: 280 }}
              onChange={(event) => setText(event.currentTarget.value)} />
            <Select aria-label={t.status} placeholder={t.status} clearable value={status ?? null}
              onChange={(value) => setFilter('status', value)}
              data={Object.entries(t.words).map(([value, label]) => ({ value, label }))} />
          </>
        )}
        columns={[
          { title: t.reference, cell: ({ reference }) => reference },
          { title: t.status, cell: ({ status: word, context }) => <Badge
            color={statusColor(word)}>{t.words[word]}{context === null ? '' : ` · ${context.replaceAll('_', ' ')}`}</Badge> },
          { title: t.merchant, cell: ({ merchant }) => <span className="identifier">{merchant.slice(-8)}</span> },
          { title: t.created, cell: ({ created_at: at }) => <When at={at} /> },
          { title: t.amount, end: true, cell: ({ amount }) => <Amount of={amount} /> },
        ]} />
    </Page>
  )
}

export default Payments
