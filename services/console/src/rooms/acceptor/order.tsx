import { Alert, Badge, Button, Group, Paper, SimpleGrid, Stack, Text, Title } from '@mantine/core'
import { IconFileCertificate, IconInfoCircle } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { Link, useParams } from 'react-router'
import type { Answer } from '../../api/client.ts'
import { useRead } from '../../api/hooks.ts'
import { isZero } from '../../format/money.ts'
import { useTexts } from '../../language/language.tsx'
import { Amount } from '../../parts/amount.tsx'
import { Copy } from '../../parts/copy.tsx'
import { Facts } from '../../parts/facts.tsx'
import { Page } from '../../parts/page.tsx'
import { Read } from '../../parts/states.tsx'
import { Countdown, When } from '../../parts/when.tsx'
import { OrderActs } from './order-acts.tsx'
import { acceptorTexts } from './texts.ts'
import { colorOf, useWords } from './words.ts'

const Head = ({ order }: { readonly order: Answer<'getOrder'> }): ReactNode => {
  const { order: t, todo } = useTexts(acceptorTexts)
  const words = useWords()
  const what = (todo as Readonly<Record<string, string>>)[order.state]
  return (
    <Paper>
      <Stack>
        <Group justify="space-between">
          <Badge size="lg" color={colorOf(order.state)}>{words.state(order.state)}</Badge>
          {order.deadline_at !== null && <Text fw={600}><Countdown until={order.deadline_at} /></Text>}
        </Group>
        <div>
          <Text size="sm" c="dimmed">{t.fiat}</Text>
          <Text fz={30} fw={650} lh={1.2}><Amount of={order.fiat} /></Text>
          <Text size="sm" c="dimmed" mt={4}>{t.usdt}: <Amount of={order.usdt} /> · {order.price}</Text>
        </div>
        {what !== undefined && <Alert variant="light" color={colorOf(order.state)} icon={<IconInfoCircle />}
          title={t.whatNow}>{what}</Alert>}
        <OrderActs order={order} />
      </Stack>
    </Paper>
  )
}

/** What both sides handed in, by its digest; the files themselves are for operators. */
const Evidence = ({ order }: { readonly order: string }): ReactNode => {
  const { order: t, acts } = useTexts(acceptorTexts)
  const read = useRead('listOriginsOfFunds', { query: { order } })
  return (
    <Paper>
      <Title order={2} mb="sm">{t.evidence}</Title>
      <Read of={read} lines={2}>
        {({ data: [origin] }) => (origin === undefined || origin.evidence.length === 0
          ? <Text size="sm" c="dimmed">{t.evidenceNone}</Text>
          : (
              <Stack gap="xs">
                {origin.evidence.map((one) => (
                  <div key={one.id}>
                    <Text component="div" size="sm">{acts[one.kind as 'statement'] ?? one.kind}, {one.side === 'acceptor' ? t.yours
                      : t.theirs}
                      {one.bank_proof && <Badge ms={8} color="jade">{t.proof}</Badge>}</Text>
                    <Text size="xs" c="dimmed"><When at={one.at} /> · <span className="identifier">{one.digest}</span></Text>
                  </div>
                ))}
              </Stack>
            ))}
      </Read>
    </Paper>
  )
}

const withEvidence: readonly string[] = ['disputed', 'claimed', 'split', 'settled', 'closed_unpaid']

const OrderPage = (): ReactNode => {
  const { order: t } = useTexts(acceptorTexts)
  const words = useWords()
  const { order = '' } = useParams()
  const read = useRead('getOrder', { params: { order } })
  return (
    <Page title={t.title} back={{ to: '/acceptor', label: t.back }} text={<Copy text={order} />}
      actions={read.data?.accepted_at !== null && read.data !== undefined && (
        <Button component={Link} to={`/acceptor/origin?order=${order}`} variant="default" leftSection={<IconFileCertificate size={16} />}>
          {t.origin}</Button>
      )}>
      <Read of={read} lines={8}>
        {(one) => (
          <SimpleGrid cols={{ base: 1, md: 2 }}>
            <Head order={one} />
            <Stack>
              {one.payer && (
                <Paper>
                  <Title order={2} mb="sm">{t.payer}</Title>
                  <Text fz="lg" fw={600}>{one.payer.name}</Text>
                  <Facts facts={[
                    [t.tail, one.payer.account_tail],
                    [t.reference, one.payer.reference !== null && <Copy text={one.payer.reference} />],
                  ]} />
                  <Text size="sm" c="dimmed" mt="sm">{t.payerText}</Text>
                </Paper>
              )}
              {one.accepted_at !== null && withEvidence.includes(one.state) && <Evidence order={order} />}
              <Paper>
                <Title order={2} mb="sm">{t.details}</Title>
                <Facts facts={[
                  [t.method, words.method(one.method)],
                  [t.account, <Copy key="account" text={one.account} />],
                  [t.payment, <Copy key="payment" text={one.payment} />],
                  [t.received, one.received && <Amount of={one.received} />],
                  [t.debt, one.fiat_debt && !isZero(one.fiat_debt) && <Amount of={one.fiat_debt} />],
                  [t.offered, <When key="offered" at={one.offered_at} />],
                  [t.accepted, one.accepted_at !== null && <When at={one.accepted_at} />],
                  [t.claimed, one.claimed_at !== null && <When at={one.claimed_at} />],
                  [t.deadline, one.deadline_at !== null && <When at={one.deadline_at} />],
                ]} />
              </Paper>
            </Stack>
          </SimpleGrid>
        )}
      </Read>
    </Page>
  )
}

export default OrderPage
