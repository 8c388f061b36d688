import { Badge, Select, SimpleGrid, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { IconSearch } from '@tabler/icons-react'
import { useState, type ReactNode } from 'react'
import type { Input } from '../../api/client.ts'
import { usePages, useRead } from '../../api/hooks.ts'
import { useMay, useUser } from '../../app/session-context.tsx'
import { lengthText } from '../../format/time.ts'
import { useTexts } from '../../language/language.tsx'
import { ActButton } from '../../parts/act-form.tsx'
import { Amount } from '../../parts/amount.tsx'
import { DataTable } from '../../parts/data-table.tsx'
import { Figure } from '../../parts/figure.tsx'
import { useFilters } from '../../parts/filters.ts'
import { Page } from '../../parts/page.tsx'
import { EmptyState } from '../../parts/states.tsx'
import { When } from '../../parts/when.tsx'
import { operatorTexts } from './texts.ts'

type Query = NonNullable<Input<'listPayments'>['query']>

export const statusColor = (status: string): string =>
  status === 'settled' ? 'jade' : status === 'unresolved' ? 'orange' : status === 'confirming' || status === 'matching' ? 'blue' : 'gray'

/** Somebody asks to be forgotten: by the name and account tail that they gave. */
const ForgetPayer = (): ReactNode => {
  const { judge: t } = useTexts(operatorTexts)
  return useMay('administer')
    ? (
        <ActButton act="forgetPayer" label={t.forgetBy} text={t.forgetText} danger initial={{ name: '', account_tail: '', reason: '' }}
          input={(body) => ({ body })}>
          {(form) => (
            <>
              <TextInput label={t.payerName} required data-autofocus autoComplete="off" {...form.getInputProps('name')} />
              <TextInput label={t.payerTail} required autoComplete="off" {...form.getInputProps('account_tail')} />
              <TextInput label={t.reason} required {...form.getInputProps('reason')} />
            </>
          )}
        </ActButton>
      )
    : null
}

/** How the last thirty days went, for all merchants together. */
const Month = (): ReactNode => {
  const { payments: t } = useTexts(operatorTexts)
  const { data } = useRead('getOverview', { query: { interval: 'month' } }, { everyMs: 60_000 })
  if (!data) return null
  const { gross, fee, created, settled, conversion, median_seconds: median, p95_seconds: p95 } = data.total
  return (
    <SimpleGrid cols={{ base: 2, md: 4 }} spacing="sm">
      <Figure title={t.volume} hint={t.days}><Amount of={gross} /></Figure>
      <Figure title={t.fees}><Amount of={fee} /></Figure>
      <Figure title={t.conversion} hint={t.ofCreated(String(settled), String(created))}>{conversion === null ? '–'
        : `${Math.round(conversion * 100)} %`}</Figure>
      <Figure title={t.median} {...(p95 === null ? {} : { hint: t.p95(lengthText(p95 * 1_000)) })}>{median === null ? '–'
        : lengthText(median * 1_000)}</Figure>
    </SimpleGrid>
  )
}

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
    <Page title={t.title} text={t.text} actions={party === 'operator' && <ForgetPayer />}>
      <Month />
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
