import { Button, SegmentedControl } from '@mantine/core'
import { IconDownload, IconNotebook } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { pathOf } from '../../api/client.ts'
import { usePages } from '../../api/hooks.ts'
import { useTexts } from '../../language/language.tsx'
import { Amount } from '../../parts/amount.tsx'
import { DataTable } from '../../parts/data-table.tsx'
import { useFilters } from '../../parts/filters.ts'
import { Page } from '../../parts/page.tsx'
import { EmptyState } from '../../parts/states.tsx'
import { partTexts } from '../../parts/texts.ts'
import { journalTexts } from './journal.texts.ts'

/** What moved on each day, by kind of account or by account: debits are credits, every day. */
const Journal = (): ReactNode => {
  const t = useTexts(journalTexts)
  const parts = useTexts(partTexts)
  const [{ by = 'kind' }, setFilter] = useFilters('by')
  const query = { by: by === 'account' ? 'account' : 'kind', limit: 50 } as const
  const pages = usePages('listJournal', { query })
  return (
    <Page title={t.title} text={t.text} actions={(
      <>
        <SegmentedControl aria-label={t.by} value={query.by} onChange={(value) => setFilter('by', value)}
          data={[{ value: 'kind', label: t.kind }, { value: 'account', label: t.account }]} />
        <Button component="a" href={`${pathOf('exportJournal')}?by=${query.by}`} download variant="default"
          leftSection={<IconDownload size={16} />}>{parts.export}</Button>
      </>
    )}>
      <DataTable pages={pages} label={t.title} keyOf={({ id }) => id} empty={<EmptyState icon={IconNotebook} title={t.empty} />}
        columns={[
          { title: t.day, cell: ({ day }) => day },
          { title: t.account, cell: ({ account }) => <span className="identifier">{account}</span> },
          { title: t.lines, end: true, cell: ({ lines }) => lines },
          { title: t.debits, end: true, cell: ({ debits }) => <Amount of={debits} /> },
          { title: t.credits, end: true, cell: ({ credits }) => <Amount of={credits} /> },
          { title: t.balance, end: true, cell: ({ balance }) => balance !== null && <Amount of={balance} /> },
        ]} />
    </Page>
  )
}

export default Journal
