import { Paper, SimpleGrid, Title } from '@mantine/core'
import { IconCoins } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import type { Answer } from '../../api/client.ts'
import { useRead } from '../../api/hooks.ts'
import { decimalOf, unitsOf, type Money } from '../../format/money.ts'
import { useTexts } from '../../language/language.tsx'
import { Amount } from '../../parts/amount.tsx'
import { Rows } from '../../parts/data-table.tsx'
import { Figure } from '../../parts/figure.tsx'
import { Page } from '../../parts/page.tsx'
import { AskPayout } from '../../parts/payouts/ask.tsx'
import { EmptyState, Read } from '../../parts/states.tsx'
import { agentTexts } from './texts.ts'

type Share = Answer<'getAgentEarnings'>['shares'][number]

const zero: Money = { amount: '0.00', currency: 'USDT' }
const micro = ({ amount }: Money): bigint => unitsOf(amount, 6)
const money = (units: bigint): Money => ({ amount: decimalOf(units, 6), currency: 'USDT' })
const leftOf = ({ earned, returned }: Share): Money => money(micro(earned) - micro(returned))

const Balance = ({ year }: { readonly year: ReactNode }): ReactNode => {
  const t = useTexts(agentTexts)
  const read = useRead('getBalance', {})
  return (
    <Read of={read}>
      {({ accounts: [account] }) => (
        <SimpleGrid cols={{ base: 2, md: 4 }} spacing="sm">
          <Figure title={t.free} hint={t.freeText}><Amount of={account?.free ?? zero} /></Figure>
          <Figure title={t.vesting} hint={t.vestingText}><Amount of={account?.pending ?? zero} /></Figure>
          <Figure title={t.total}><Amount of={account?.posted ?? zero} /></Figure>
          <Figure title={t.year}>{year}</Figure>
        </SimpleGrid>
      )}
    </Read>
  )
}

/** What an agent has, and which merchants it came of. */
const Earnings = (): ReactNode => {
  const t = useTexts(agentTexts)
  const read = useRead('getAgentEarnings', {})
  const shares = read.data?.shares ?? []
  const year = money(shares.reduce((sum, share) => sum + micro(leftOf(share)), 0n))
  return (
    <Page title={t.earnings} text={t.earningsText} actions={<AskPayout />}>
      <Balance year={read.data ? <Amount of={year} /> : '–'} />
      <Paper p={0} style={{ overflow: 'hidden' }}>
        <Title order={2} p="lg" pb="xs">{t.byMonth}</Title>
        <Read of={read} lines={6}>
          {(found) => (
            <Rows rows={found.shares} label={t.byMonth} keyOf={({ merchant, month }) => `${month}:${merchant}`}
              empty={<EmptyState icon={IconCoins} title={t.none} text={t.noneText} />} columns={[
                { title: t.month, cell: ({ month }) => month },
                { title: t.merchant, cell: ({ name }) => name },
                { title: t.payments, end: true, cell: ({ payments }) => <span className="amount">{payments}</span> },
                { title: t.earned, end: true, cell: ({ earned }) => <Amount of={earned} /> },
                { title: t.returned, end: true, cell: ({ returned }) => <Amount of={returned} /> },
                { title: t.net, end: true, cell: (share) => <strong><Amount of={leftOf(share)} /></strong> },
              ]} />
          )}
        </Read>
      </Paper>
    </Page>
  )
}

export default Earnings
