import { Button, Group, Paper, Text, Title } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { pathOf } from '../../api/client.ts'
import { usePages, useRead } from '../../api/hooks.ts'
import { useTexts } from '../../language/language.tsx'
import { wordIn } from '../../language/texts.ts'
import { Amount } from '../../parts/amount.tsx'
import { DataTable, Rows } from '../../parts/data-table.tsx'
import { Facts } from '../../parts/facts.tsx'
import { EmptyState, Read } from '../../parts/states.tsx'
import { partTexts } from '../../parts/texts.ts'
import { When } from '../../parts/when.tsx'
import { reportTexts } from './reports.texts.ts'
import { useStatementColumns } from './statement-columns.tsx'
import { merchantTexts } from './texts.ts'

/** What came into the balance since the payout before, and so is in this one. */
export const MadeOf = ({ payout }: { readonly payout: string }): ReactNode => {
  const t = useTexts(reportTexts)
  const parts = useTexts(partTexts)
  const { categories } = useTexts(merchantTexts).statement
  const params = { payout }
  const read = useRead('getPayoutComposition', { params })
  const pages = usePages('listPayoutLines', { params, query: { limit: 25 } })
  const columns = useStatementColumns()
  return (
    <section aria-label={t.madeOf}>
      <Group justify="space-between" mb="sm">
        <div><Title order={2}>{t.madeOf}</Title><Text size="sm" c="dimmed">{t.madeOfText}</Text></div>
        <Button component="a" href={pathOf('exportPayoutLines', params)} download variant="default"
          leftSection={<IconDownload size={16} />}>{parts.export}</Button>
      </Group>
      <Read of={read}>
        {({ opening, closing, categories: sums, previous_at: before }) => (
          <Paper mb="md">
            <Facts facts={[
              [t.opening, <Amount key="opening" of={opening} />], [t.closing, <Amount key="closing" of={closing} />],
              [t.since, before !== null && <When key="since" at={before} />],
            ]} />
            <Rows rows={sums} label={t.sums} keyOf={({ category }) => category} empty={<EmptyState title={t.nothingCame} />} columns={[
              { title: t.what, cell: ({ category }) => wordIn(categories, category) },
              { title: t.count, end: true, cell: ({ lines }) => lines },
              { title: t.gross, end: true, cell: ({ gross }) => <Amount of={gross} /> },
              { title: t.fee, end: true, cell: ({ fee }) => <Amount of={fee} /> },
              { title: t.net, end: true, cell: ({ net }) => <strong><Amount of={net} sign /></strong> },
            ]} />
          </Paper>
        )}
      </Read>
      <DataTable pages={pages} label={t.madeOf} keyOf={({ id, account }) => `${id}:${account}`} columns={columns}
        empty={<EmptyState title={t.nothingCame} />} />
    </section>
  )
}
