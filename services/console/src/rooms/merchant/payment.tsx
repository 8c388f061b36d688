import { Group, Paper, SimpleGrid, Stack, Title } from '@mantine/core'
import type { ReactNode } from 'react'
import { useParams } from 'react-router'
import { useLive, useRead } from '../../api/hooks.ts'
import type { Payment } from '../../api/operations.ts'
import { useTexts } from '../../language/language.tsx'
import { wordIn } from '../../language/texts.ts'
import { Amount } from '../../parts/amount.tsx'
import { Copy } from '../../parts/copy.tsx'
import { Facts } from '../../parts/facts.tsx'
import { Page } from '../../parts/page.tsx'
import { Read } from '../../parts/states.tsx'
import { Timeline } from '../../parts/timeline.tsx'
import { Countdown, When } from '../../parts/when.tsx'
import { PaymentActs } from './payment-acts.tsx'
import { PaymentStatus } from './status.tsx'
import { merchantTexts } from './texts.ts'

const Details = ({ payment }: { readonly payment: Payment }): ReactNode => {
  const t = useTexts(merchantTexts).payment
  const link = `${globalThis.location.origin}/checkout/${payment.id}`
  return (
    <Paper>
      <Title order={2} mb="md">{t.details}</Title>
      <Facts facts={[
        [t.link, <Copy key="link" text={link} shown={`…/checkout/${payment.id.slice(0, 12)}…`} label={t.link} />],
        [t.description, payment.description],
        [t.expires, <When key="expires" at={payment.expires_at} />],
        [t.deadline, payment.deadline_at !== null && payment.settlement === null && <Countdown until={payment.deadline_at} />],
        ...Object.entries(payment.metadata),
      ]} />
    </Paper>
  )
}

const Settlement = ({ of }: { readonly of: NonNullable<Payment['settlement']> }): ReactNode => {
  const t = useTexts(merchantTexts).payment
  return (
    <Paper>
      <Title order={2} mb="md">{t.settlement}</Title>
      <Facts facts={[
        [t.gross, <Amount key="gross" of={of.gross} />], [t.fee, <Amount key="fee" of={of.fee} />],
        [t.net, <strong key="net"><Amount of={of.net} /></strong>], [t.reserve, <Amount key="reserve" of={of.reserve} />],
        [t.settledAt, <When key="settled" at={of.settled_at} />], [t.available, <When key="available" at={of.available_at} />],
        [t.released, of.released ? t.yes : t.no], [t.recalled, <Amount key="recalled" of={of.recalled} />],
        [t.refunded, <Amount key="refunded" of={of.refunded} />],
      ]} />
    </Paper>
  )
}

const Order = ({ of }: { readonly of: NonNullable<Payment['order']> }): ReactNode => {
  const { payment: t, methods, payments } = useTexts(merchantTexts)
  return (
    <Paper>
      <Title order={2} mb="md">{t.order}</Title>
      <Facts facts={[
        [t.fiat, <Amount key="fiat" of={of.fiat} />], [t.usdt, <Amount key="usdt" of={of.usdt} />], [t.price, of.price],
        [payments.method, wordIn(methods, of.method)], [t.state, of.state.replaceAll('_', ' ')],
        [t.received, of.received && <Amount of={of.received} />], [t.attempt, String(of.attempt)], ['ID', <Copy key="id" text={of.id} />],
      ]} />
    </Paper>
  )
}

const OnChain = ({ of }: { readonly of: NonNullable<Payment['on_chain']> }): ReactNode => {
  const t = useTexts(merchantTexts).payment
  return (
    <Paper>
      <Title order={2} mb="md">{t.onChain}</Title>
      <Facts facts={[
        [t.state, of.status.replaceAll('_', ' ')], [t.network, of.network], [t.address, of.address !== null && <Copy text={of.address} />],
        [t.fiat, <Amount key="amount" of={of.amount} />], [t.missing, <Amount key="missing" of={of.missing} />],
        [t.unapplied, <Amount key="unapplied" of={of.unapplied} />],
        ...of.observed.map(({ txid, amount, stage }): readonly [string, ReactNode] =>
          [stage, <Group key={txid} gap="xs"><Amount of={amount} /><Copy text={txid} shown={`${txid.slice(0, 10)}…`} /></Group>]),
      ]} />
    </Paper>
  )
}

export default (): ReactNode => {
  const t = useTexts(merchantTexts).payment
  const { payment: id = '' } = useParams()
  const read = useLive('getPayment', { params: { payment: id } }, ['getPaymentTimeline'])
  const timeline = useRead('getPaymentTimeline', { params: { payment: id } })
  return (
    <Page back={{ to: '/merchant/payments', label: t.back }} title={read.data?.reference ?? id}
      text={<Copy text={id} />} actions={read.data && <PaymentStatus payment={read.data} />}>
      <Read of={read} lines={10}>
        {(payment) => (
          <Stack>
            <Title order={2} fz={34} lts="-0.03em"><Amount of={payment.amount} /></Title>
            <PaymentActs payment={payment} />
            <SimpleGrid cols={{ base: 1, md: 2 }}>
              <Details payment={payment} />
              {payment.settlement && <Settlement of={payment.settlement} />}
              {payment.order && <Order of={payment.order} />}
              {payment.on_chain && <OnChain of={payment.on_chain} />}
            </SimpleGrid>
            <Paper>
              <Title order={2} mb="md">{t.timeline}</Title>
              <Read of={timeline}>{({ data }) => <Timeline steps={data} />}</Read>
            </Paper>
          </Stack>
        )}
      </Read>
    </Page>
  )
}
