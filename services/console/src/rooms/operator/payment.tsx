import { Badge, Button, Group, Paper, SimpleGrid, Stack, Text, Title } from '@mantine/core'
import type { ReactNode } from 'react'
import { useParams } from 'react-router'
import type { Item } from '../../api/client.ts'
import { useLive, useRead } from '../../api/hooks.ts'
import { useUser } from '../../app/session-context.tsx'
import { useTexts } from '../../language/language.tsx'
import { Amount } from '../../parts/amount.tsx'
import { Copy } from '../../parts/copy.tsx'
import { Facts } from '../../parts/facts.tsx'
import { Page } from '../../parts/page.tsx'
import { Read } from '../../parts/states.tsx'
import { Timeline } from '../../parts/timeline.tsx'
import { Countdown, When } from '../../parts/when.tsx'
import { CaseActs, PaymentActs } from './judge.tsx'
import { statusColor } from './payments.tsx'
import { operatorTexts } from './texts.ts'

const Case = ({ one, fiat }: { readonly one: Item<'listCases'>; readonly fiat: string }): ReactNode => {
  const { desk: t, judge } = useTexts(operatorTexts)
  return (
    <Paper>
      <Stack gap="sm">
        <Group justify="space-between">
          <Group gap="xs"><Badge color="orange" size="lg">{t.kinds[one.kind]}</Badge>{one.escalated && <Badge
            color="red">{t.escalated}</Badge>}</Group>
          {one.due_at !== null && <Text fw={600}><Countdown until={one.due_at} /></Text>}
        </Group>
        <Facts facts={[[t.reason, one.reason.replaceAll('_', ' ')], [t.opened, <When key="opened"
          at={one.opened_at} />], [t.suggestion, one.suggestion],
          [t.proposed, one.proposed_by !== null && <Copy text={one.proposed_by} />]]} />
        {one.evidence.length > 0 && (
          <Stack gap={6}>
            {one.evidence.map((exhibit) => (
              <Group key={exhibit.id} gap="sm" justify="space-between">
                <Text size="sm">{exhibit.side}: {exhibit.kind}{exhibit.bank_proof ? ' ★' : ''} · <When at={exhibit.at} /></Text>
                <Button component="a" href={`/v1/evidence/${exhibit.id}`} target="_blank" rel="noopener" variant="default"
                  size="xs">{judge.evidence}</Button>
              </Group>
            ))}
          </Stack>
        )}
        <CaseActs one={one} fiat={fiat} />
      </Stack>
    </Paper>
  )
}

const PaymentPage = (): ReactNode => {
  const { payments: t } = useTexts(operatorTexts)
  const { payment = '' } = useParams()
  const { party } = useUser()
  const read = useLive('getPayment', { params: { payment } }, ['getPaymentTimeline', 'listCases'])
  const timeline = useRead('getPaymentTimeline', { params: { payment } })
  const cases = useRead('listCases', { query: { limit: 100 } }, { enabled: party === 'operator' })
  const here = cases.data?.data.filter((one) => one.payment === payment) ?? []
  return (
    <Page title={read.data?.reference ?? t.title} back={{ to: `/${party}/payments`, label: t.back }} text={<Copy text={payment} />}>
      <Read of={read} lines={6}>
        {(one) => (
          <SimpleGrid cols={{ base: 1, md: 2 }}>
            <Stack>
              {here.map((each) => <Case key={each.kind} one={each} fiat={one.order?.fiat.currency ?? 'CNY'} />)}
              <Paper>
                <Group justify="space-between" mb="md">
                  <Title order={2}>{t.details}</Title>
                  <Badge size="lg" color={statusColor(one.status)}>{t.words[one.status]}{one.context === null ? ''
                    : ` · ${one.context.replaceAll('_', ' ')}`}</Badge>
                </Group>
                <Facts facts={[
                  [t.amount, <Amount key="amount" of={one.amount} />], [t.merchant, <Copy key="merchant" text={one.merchant} />],
                  [t.created, <When key="created" at={one.created_at} />], [t.order, one.order && <Copy text={one.order.id} />],
                  [t.state, one.order?.state.replaceAll('_', ' ')], [t.method, one.order?.method.replaceAll('_', ' ')], [t.price,
                    one.order?.price],
                  [t.received, one.order?.received && <Amount
                    of={one.order.received} />], [t.deadline, one.deadline_at !== null && <When at={one.deadline_at} />],
                ]} />
                <PaymentActs payment={payment} />
              </Paper>
            </Stack>
            <Paper>
              <Title order={2} mb="md">{t.timeline}</Title>
              <Read of={timeline} lines={10}>{({ data }) => <Timeline steps={data} />}</Read>
            </Paper>
          </SimpleGrid>
        )}
      </Read>
    </Page>
  )
}

export default PaymentPage
