import { Button, Select } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { useState, type ReactNode } from 'react'
import { call, type Item } from '../../api/client.ts'
import { usePages, useRead } from '../../api/hooks.ts'
import { useTexts } from '../../language/language.tsx'
import { DataTable } from '../../parts/data-table.tsx'
import { useFilters } from '../../parts/filters.ts'
import { Page } from '../../parts/page.tsx'
import { EmptyState } from '../../parts/states.tsx'
import { partTexts } from '../../parts/texts.ts'
import { csvOf, save } from '../../parts/csv.ts'
import { kindOf, useStatementColumns } from './statement-columns.tsx'
import { merchantTexts } from './texts.ts'

type Line = Item<'getStatement'>

/** More lines than this are fetched by a program: GET /v1/statement. */
const maxLines = 10_000

const allLines = async (account: string | undefined): Promise<readonly Line[]> => {
  const lines: Line[] = []
  for (;;) {
    const last = lines.at(-1)
    const { data, has_more: hasMore } = await call('getStatement', {
      query: { limit: 100, ...(account === undefined ? {} : { account }), ...(last ? { starting_after: last.id } : {}) },
    })
    lines.push(...data)
    if (!hasMore || data.length === 0 || lines.length >= maxLines) return lines
  }
}

const fields = ['id', 'at', 'available_at', 'category', 'account', 'payment', 'order', 'reference', 'method', 'price', 'txid', 'payout',
  'note'] as const

const csv = (lines: readonly Line[]): string => csvOf(
  [...fields, 'gross', 'fee', 'net', 'balance', 'currency', 'fiat', 'fiat_currency'],
  lines.map((line) => [
    ...fields.map((field) => line[field] ?? ''),
    line.gross.amount, line.fee.amount, line.net.amount, line.balance.amount, line.net.currency,
    line.fiat?.amount ?? '', line.fiat?.currency ?? '',
  ]))

export default (): ReactNode => {
  const { statement: t, balance } = useTexts(merchantTexts)
  const parts = useTexts(partTexts)
  const [{ account }, setFilter] = useFilters('account')
  const [isBusy, setBusy] = useState(false)
  const columns = useStatementColumns('whole')
  const { data } = useRead('getBalance', {})
  const kinds: Readonly<Record<string, string>> = balance.kinds
  const pages = usePages('getStatement', { query: { limit: 25, ...(account === undefined ? {} : { account }) } })
  const download = async (): Promise<void> => {
    setBusy(true)
    try {
      save(`statement-${new Date().toISOString().slice(0, 10)}.csv`, csv(await allLines(account)))
    } finally {
      setBusy(false)
    }
  }
  return (
    <Page title={t.title} text={t.text} actions={(
      <Button variant="default" leftSection={<IconDownload size={16} />} loading={isBusy}
        onClick={() => void download()}>{parts.export}</Button>
    )}>
      <DataTable pages={pages} label={t.title} keyOf={({ id, account: of }) => `${id}:${of}`} columns={columns}
        empty={<EmptyState title={t.empty} />}
        filters={(
          <Select aria-label={t.account} placeholder={t.all} clearable value={account ?? null}
            onChange={(value) => setFilter('account', value)}
            data={(data?.accounts ?? []).map(({ account: name }) => ({ value: name, label: kinds[kindOf(name)] ?? name }))} />
        )} />
    </Page>
  )
}
