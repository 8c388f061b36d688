import { Group, Paper, Stack, Text } from '@mantine/core'
import type { ReactNode } from 'react'
import { useParams } from 'react-router'
import { useRead } from '../../api/hooks.ts'
import { decimalOf, unitsOf } from '../../format/money.ts'
import { useTexts } from '../../language/language.tsx'
import { Amount } from '../../parts/amount.tsx'
import { Copy } from '../../parts/copy.tsx'
import { Facts } from '../../parts/facts.tsx'
import { Page } from '../../parts/page.tsx'
import { CancelPayout, PayoutState, type Payout } from '../../parts/payouts/state.tsx'
import { payoutTexts } from '../../parts/payouts/texts.ts'
import { Read } from '../../parts/states.tsx'
import { When } from '../../parts/when.tsx'
import { MadeOf } from './made-of.tsx'

const withFee = ({ amount, fee }: Payout): Payout['amount'] =>
  ({ amount: decimalOf(unitsOf(amount.amount, 6) + unitsOf(fee.amount, 6), 6), currency: amount.currency })

/** Before it has left the balance for good, what it is made of is not said. */
const isPaid = (status: Payout['status']): boolean => status === 'confirmed'

const One = ({ payout }: { readonly payout: Payout }): ReactNode => {
  const t = useTexts(payoutTexts)
  const { approvals_needed: needed, approved_by: people } = payout
  return (
    <Stack>
      <Paper>
        <Stack>
          <Group justify="space-between" align="flex-start">
            <div>
              <Text fz={32} fw={660} lts="-0.03em" lh={1.2}><Amount of={payout.amount} /></Text>
              <Text size="sm" c="dimmed">{t.what[payout.status]}</Text>
            </div>
            <PayoutState status={payout.status} size="lg" />
          </Group>
          <Group><CancelPayout payout={payout} /></Group>
        </Stack>
      </Paper>
      <Paper>
        <Facts facts={[
          [t.destination, <Copy key="to" text={payout.to} />], [t.network, payout.network], [t.reference, payout.reference],
          [t.fee, <Amount key="fee" of={payout.fee} />], [t.leaves, <Amount key="leaves" of={withFee(payout)} />],
          [t.at, <When key="at" at={payout.requested_at} />],
          [t.approvals, needed > 0 && t.of(String(people.length), String(needed))],
          [t.reason, payout.reason?.replaceAll('_', ' ')], [t.txid, payout.txid && <Copy key="txid" text={payout.txid} />],
          [t.batch, payout.batch && <Copy key="batch" text={payout.batch} />], ['ID', <Copy key="id" text={payout.id} />],
        ]} />
      </Paper>
      {isPaid(payout.status) && <MadeOf payout={payout.id} />}
    </Stack>
  )
}

const PayoutPage = (): ReactNode => {
  const { payout = '' } = useParams()
  const t = useTexts(payoutTexts)
  const read = useRead('getPayout', { params: { payout } })
  return (
    <Page title={t.one} back={{ to: '/merchant/payouts', label: t.title }}>
      <Read of={read}>{(one) => <One payout={one} />}</Read>
    </Page>
  )
}

export default PayoutPage
