import { Badge, SegmentedControl } from '@mantine/core'
import type { ReactNode } from 'react'
import { usePages } from '../../api/hooks.ts'
import { useTexts } from '../../language/language.tsx'
import { Amount } from '../../parts/amount.tsx'
import { DataTable } from '../../parts/data-table.tsx'
import { useFilters } from '../../parts/filters.ts'
import { Page } from '../../parts/page.tsx'
import { EmptyState } from '../../parts/states.tsx'
import { When } from '../../parts/when.tsx'
import { acceptorTexts } from './texts.ts'
import { colorOf, useWords } from './words.ts'

const Orders = (): ReactNode => {
  const { history: t, order: names } = useTexts(acceptorTexts)
  const words = useWords()
  const [{ open }, setFilter] = useFilters('open')
  const pages = usePages('listOrders', { query: open === 'true' || open === 'false' ? { open } : {} })
  return (
    <Page title={t.title} text={t.text}>
      <DataTable pages={pages} label={t.title} keyOf={({ id }) => id} linkOf={({ id }) => `/acceptor/orders/${id}`}
        empty={<EmptyState title={t.empty} />}
        filters={<SegmentedControl aria-label={t.state} value={open ?? ''} onChange={(value) => setFilter('open', value)}
          data={[{ value: '', label: t.all }, { value: 'true', label: t.open }, { value: 'false', label: t.closed }]} />}
        columns={[
          { title: names.title, cell: ({ id }) => <span className="identifier">{id.slice(-8)}</span> },
          { title: t.at, cell: ({ offered_at: at }) => <When at={at} /> },
          { title: t.state, cell: ({ state }) => <Badge color={colorOf(state)}>{words.state(state)}</Badge> },
          { title: names.method, cell: ({ method }) => words.method(method) },
          { title: names.price, end: true, cell: ({ price }) => <span className="amount">{price}</span> },
          { title: names.fiat, end: true, cell: ({ fiat }) => <Amount of={fiat} /> },
          { title: names.usdt, end: true, cell: ({ usdt }) => <Amount of={usdt} /> },
        ]} />
    </Page>
  )
}

export default Orders
