import { Select } from '@mantine/core'
import { IconArrowUpRight } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { useNavigate } from 'react-router'
import { usePages } from '../../api/hooks.ts'
import { useTexts } from '../../language/language.tsx'
import { Amount } from '../../parts/amount.tsx'
import { DataTable } from '../../parts/data-table.tsx'
import { useFilters } from '../../parts/filters.ts'
import { Page } from '../../parts/page.tsx'
import { AskBatch, AskPayout } from '../../parts/payouts/ask.tsx'
import { Destinations } from '../../parts/payouts/destinations.tsx'
import { PayoutState, shortAddress, type Payout } from '../../parts/payouts/state.tsx'
import { payoutTexts } from '../../parts/payouts/texts.ts'
import { EmptyState } from '../../parts/states.tsx'
import { When } from '../../parts/when.tsx'

const Payouts = (): ReactNode => {
  const t = useTexts(payoutTexts)
  const navigate = useNavigate()
  const [{ status }, setFilter] = useFilters('status')
  const pages = usePages('listPayouts', { query: { limit: 20, ...(status === undefined ? {} : { status: status as Payout['status'] }) } })
  return (
    <Page title={t.title} text={t.text}
      actions={<><AskBatch /><AskPayout onDone={(payout) => void navigate(`/merchant/payouts/${payout}`)} /></>}>
      <DataTable pages={pages} label={t.title} keyOf={({ id }) => id} linkOf={({ id }) => `/merchant/payouts/${id}`}
        empty={<EmptyState icon={IconArrowUpRight} title={t.empty} text={t.emptyText} />}
        filters={(
          <Select aria-label={t.state} placeholder={t.all} clearable value={status ?? null}
            onChange={(value) => setFilter('status', value)}
            data={Object.entries(t.states).map(([value, label]) => ({ value, label }))} />
        )}
        columns={[
          { title: t.state, cell: (payout) => <PayoutState status={payout.status} /> },
          { title: t.reference, cell: ({ reference }) => reference ?? '–' },
          { title: t.destination, cell: ({ to }) => <span className="identifier">{shortAddress(to)}</span> },
          { title: t.at, cell: ({ requested_at: at }) => <When at={at} /> },
          { title: t.fee, end: true, cell: ({ fee }) => <Amount of={fee} /> },
          { title: t.amount, end: true, cell: ({ amount }) => <Amount of={amount} /> },
        ]} />
      <Destinations />
    </Page>
  )
}

export default Payouts
