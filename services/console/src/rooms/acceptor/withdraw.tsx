import { Text, Title } from '@mantine/core'
import type { ReactNode } from 'react'
import { usePages } from '../../api/hooks.ts'
import { useTexts } from '../../language/language.tsx'
import { Amount } from '../../parts/amount.tsx'
import { Copy } from '../../parts/copy.tsx'
import { DataTable } from '../../parts/data-table.tsx'
import { Destinations } from '../../parts/payouts/destinations.tsx'
import { CancelPayout, PayoutState, shortAddress } from '../../parts/payouts/state.tsx'
import { EmptyState } from '../../parts/states.tsx'
import { When } from '../../parts/when.tsx'
import { moneyTexts } from './money.texts.ts'

/** Where own money goes to, and what went. */
export const Withdrawals = (): ReactNode => {
  const t = useTexts(moneyTexts)
  const pages = usePages('listPayouts', { query: {} })
  return (
    <>
      <Destinations />
      <section aria-label={t.payouts}>
        <Title order={2} mb="sm">{t.payouts}</Title>
        <DataTable pages={pages} label={t.payouts} keyOf={({ id }) => id} empty={<EmptyState title={t.noPayouts} />} columns={[
          { title: t.at, cell: ({ requested_at: at }) => <When at={at} /> },
          { title: t.state, cell: ({ status, reason }) => (
            <div>
              <PayoutState status={status} />
              {reason !== null && <Text size="xs" c="dimmed">{reason.replaceAll('_', ' ')}</Text>}
            </div>
          ) },
          { title: t.destination, cell: ({ to }) => <Copy text={to} shown={shortAddress(to)} /> },
          { title: t.txid, cell: ({ txid }) => (txid === null ? '–' : <Copy text={txid} shown={shortAddress(txid)} />) },
          { title: t.fee, end: true, cell: ({ fee }) => <Amount of={fee} /> },
          { title: t.amount, end: true, cell: ({ amount }) => <Amount of={amount} /> },
          { title: '', end: true, cell: (payout) => <CancelPayout payout={payout} /> },
        ]} />
      </section>
    </>
  )
}
