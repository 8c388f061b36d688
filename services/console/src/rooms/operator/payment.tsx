import { Alert, Badge, Button, Group, Paper, SimpleGrid, Stack, Text, Title } from '@mantine/core'
import type { ReactNode } from 'react'
import { useParams } from 'react-router'
import type { Item } from '../../api/client.ts'
import { useLive, useRead } from '../../api/hooks.ts'
import { useUser } from '../../app/session-context.tsx'
import { useTexts } from '../../language/language.tsx'
import { wordIn } from '../../language/texts.ts'
import { Amount } from '../../parts/amount.tsx'
import { Copy } from '../../parts/copy.tsx'
import { Facts } from '../../parts/facts.tsx'
import { Page } from '../../parts/page.tsx'
import { Read } from '../../parts/states.tsx'
import { Timeline } from '../../parts/timeline.tsx'
import { Countdown, When } from '../../parts/when.tsx'
import { FailedMatches } from './failed-matches.tsx'
import { CaseActs, PaymentActs } from './judge.tsx'
import { statusColor } from './payments.tsx'
import { operatorTexts } from './texts.ts'

type OpenCase = Item<'listCases'>

/** What the second person says yes or no to. */
const Proposal = ({ of: { outcome, kind, received, amount, transfer, item, fiat_goes_back: back, rule_broken: broken, by, reason } }: {
  readonly of: NonNullable<OpenCase['proposal']>
}): ReactNode => {
  const { desk: t, judge } = useTexts(operatorTexts)
  return (
    <Alert color="orange" variant="light" title={`${t.proposed} · ${by}`}>
      <Facts facts={[
        [judge.outcome, wordIn(judge, outcome ?? kind)], [judge.received, received && <Amount of={received} />],
        [judge.amount, amount && <Amount of={amount} />], [judge.transfer, transfer], [judge.item, item], [judge.goesBack, back && '✓'],
        [judge.ruleBroken, broken && '✓'], [t.reason, reason],
      ]} />
    </Alert>
  )
}

const Evidence = ({ evidence }: { readonly evidence: OpenCase['evidence'] }): ReactNode => {
  const { desk: t, judge } = useTexts(operatorTexts)
  return (
    <section aria-label={t.evidence}>
      <Text size="sm" fw={600} mb={6}>{t.evidence}</Text>
      {evidence.length === 0 && <Text size="sm" c="dimmed">{judge.noEvidence}</Text>}
      <Stack gap={6}>
        {evidence.map((one) => (
          <Group key={one.id} gap="sm" justify="space-between" wrap="nowrap">
            <div>
              <Text component="div" size="sm">{wordIn(t.sides, one.side)}: {wordIn(t.files, one.kind)}{one.bank_proof &&
                <Badge ms={8} color="jade">{judge.bankProof}</Badge>}</Text>
              <Text size="xs" c="dimmed"><When at={one.at} /> · <span className="identifier">{one.digest.slice(0, 16)}…</span></Text>
            </div>
            <Button component="a" href={`/v1/evidence/${one.id}`} target="_blank" rel="noopener" variant="default"
              size="xs">{judge.evidence}</Button>
          </Group>
        ))}
      </Stack>
    </section>
  )
}

const Case = ({ one, fiat }: { readonly one: OpenCase; readonly fiat: string }): ReactNode => {
  const { desk: t, judge } = useTexts(operatorTexts)
  return (
    <Paper component="article" aria-label={t.kinds[one.kind]} style={{ borderInlineStart: '6px solid var(--mantine-color-orange-6)' }}>
      <Stack gap="md">
        <Group justify="space-between">
          <Group gap="xs"><Badge color="orange" size="lg">{t.kinds[one.kind]}</Badge>{one.escalated && <Badge
            color="red">{t.escalated}</Badge>}</Group>
          {one.due_at !== null && <Text fw={600}><Countdown until={one.due_at} /></Text>}
        </Group>
        <Facts facts={[
          [judge.stake, one.stake && <Text span fw={650}>{one.stake.fiat && <><Amount of={one.stake.fiat} /> · </>}<Amount
            of={one.stake.usdt} /></Text>],
          [t.reason, one.reason.replaceAll('_', ' ')], [t.opened, <When key="opened" at={one.opened_at} />],
          [t.suggestion, one.suggestion && wordIn(judge, one.suggestion)],
        ]} />
        {one.kind === 'dispute' && <Evidence evidence={one.evidence} />}
        {one.proposal && <Proposal of={one.proposal} />}
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
                <PaymentActs payment={payment} state={one.order?.state ?? ''} />
              </Paper>
            </Stack>
            <Stack>
              <FailedMatches payment={payment} />
              <Paper>
                <Title order={2} mb="md">{t.timeline}</Title>
                <Read of={timeline} lines={10}>{({ data }) => <Timeline steps={data} />}</Read>
              </Paper>
            </Stack>
          </SimpleGrid>
        )}
      </Read>
    </Page>
  )
}

export default PaymentPage
