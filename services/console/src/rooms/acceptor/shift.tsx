import { Alert, Badge, Button, Card, Group, Paper, SimpleGrid, Stack, Switch, Text, Title } from '@mantine/core'
import { IconBell, IconCheck, IconMoodEmpty, IconX } from '@tabler/icons-react'
import { useEffect, useRef, type ReactNode } from 'react'
import type { Item } from '../../api/client.ts'
import { useAct, useRead } from '../../api/hooks.ts'
import { useMay } from '../../app/session-context.tsx'
import { useTexts } from '../../language/language.tsx'
import { ProblemAlert } from '../../parts/act-form.tsx'
import { Amount } from '../../parts/amount.tsx'
import { Rows } from '../../parts/data-table.tsx'
import { Figure } from '../../parts/figure.tsx'
import { Page } from '../../parts/page.tsx'
import { EmptyState, Read } from '../../parts/states.tsx'
import { Countdown } from '../../parts/when.tsx'
import { useBell } from './bell.ts'
import { earnedIn } from './earnings.tsx'
import { acceptorTexts } from './texts.ts'
import { colorOf, useWords } from './words.ts'

type Order = Item<'listOrders'>

const Availability = ({ bell }: { readonly bell: ReturnType<typeof useBell> }): ReactNode => {
  const t = useTexts(acceptorTexts).shift
  const may = useMay('operate')
  const own = useRead('getOwnAcceptor', {})
  const online = useAct('goOnline', { refreshes: ['getOwnAcceptor'] })
  const offline = useAct('goOffline', { refreshes: ['getOwnAcceptor'] })
  const auto = useAct('setAutoAccept', { refreshes: ['getOwnAcceptor'] })
  return (
    <Paper>
      <Read of={own} lines={2}>
        {(acceptor) => (
          <Stack gap="md">
            {acceptor.status === 'registered' && <Alert color="yellow" variant="light">{t.notVerified}</Alert>}
            {acceptor.status === 'suspended' && <Alert color="red" variant="light">{t.suspended}</Alert>}
            <Group justify="space-between" align="flex-start">
              <div>
                <Group gap="xs">
                  <Title order={2}>{acceptor.online ? t.online : t.offline}</Title>
                  <Badge color={acceptor.online ? 'jade' : 'gray'} variant="dot">{acceptor.name}</Badge>
                </Group>
                <Text size="sm" c="dimmed" mt={4}>{acceptor.online ? t.onlineText : t.offlineText}</Text>
                {!acceptor.online && acceptor.offline_reason !== null &&
                  <Text size="sm" mt={4}>{t.off}: {acceptor.offline_reason.replaceAll('_', ' ')}</Text>}
              </div>
              {may && (
                <Button size="md" variant={acceptor.online ? 'default' : 'filled'} loading={online.isPending || offline.isPending}
                  onClick={() => (acceptor.online ? offline : online).mutate({})}>
                  {acceptor.online ? t.goOffline : t.goOnline}
                </Button>
              )}
            </Group>
            <ProblemAlert error={online.error ?? offline.error ?? auto.error} />
            <Group gap="xl">
              <Switch label={t.auto} description={t.autoText} checked={acceptor.auto_accept} disabled={!may || auto.isPending}
                onChange={(event) => auto.mutate({ body: { enabled: event.currentTarget.checked } })} />
              <Switch label={t.sound} checked={bell.isOn} thumbIcon={<IconBell size={10} />}
                onChange={(event) => {
                  bell.set(event.currentTarget.checked)
                  if (event.currentTarget.checked) bell.ring()
                }} />
            </Group>
          </Stack>
        )}
      </Read>
    </Paper>
  )
}

const Offer = ({ order }: { readonly order: Order }): ReactNode => {
  const t = useTexts(acceptorTexts).shift
  const words = useWords()
  const may = useMay('operate')
  const accept = useAct('acceptOffer', { refreshes: ['listOrders', 'getOrder'] })
  const decline = useAct('declineOffer', { refreshes: ['listOrders', 'getOrder'] })
  const params = { order: order.id }
  return (
    <Card withBorder radius="lg" padding="lg" component="article" aria-label={`${t.newOffer} ${order.id}`}>
      <Group justify="space-between" mb="sm">
        <Badge color="blue">{words.method(order.method)}</Badge>
        {order.deadline_at !== null && <Text fw={650} size="lg" aria-live="off"><Countdown until={order.deadline_at} /></Text>}
      </Group>
      <Text size="sm" c="dimmed">{t.receive}</Text>
      <Text fz={26} fw={650} lh={1.2}><Amount of={order.fiat} /></Text>
      <Text size="sm" c="dimmed" mt={6}>{t.give} <Amount of={order.usdt} /> · {order.price}</Text>
      <ProblemAlert error={accept.error ?? decline.error} />
      {may && (
        <Group grow mt="md">
          <Button variant="default" leftSection={<IconX size={16} />} loading={decline.isPending} disabled={accept.isPending}
            onClick={() => decline.mutate({ params })}>{t.decline}</Button>
          <Button leftSection={<IconCheck size={16} />} loading={accept.isPending} disabled={decline.isPending}
            onClick={() => accept.mutate({ params })}>{t.accept}</Button>
        </Group>
      )}
    </Card>
  )
}

/** Rings once for each offer that was not there when the page was last drawn. */
const useRingAtNew = (offers: readonly Order[] | undefined, ring: () => void): void => {
  const known = useRef<ReadonlySet<string> | undefined>(undefined)
  useEffect(() => {
    if (offers === undefined) return
    const before = known.current
    known.current = new Set(offers.map(({ id }) => id))
    if (before && offers.some(({ id }) => !before.has(id))) ring()
  }, [offers, ring])
}

/** How the day goes: what was earned, what runs, what can still be given. */
const Today = ({ running }: { readonly running: number }): ReactNode => {
  const t = useTexts(acceptorTexts).shift
  const from = new Date(Math.floor(Date.now() / 86_400_000) * 86_400_000).toISOString()
  const earned = useRead('getEarnings', { query: { from, interval: 'day' } })
  const balance = useRead('getBalance', {})
  const main = balance.data?.accounts.find(({ account }) => account.startsWith('acceptor:'))
  return (
    <SimpleGrid cols={{ base: 2, sm: 3 }} spacing="sm">
      <Figure title={t.earned} to="/acceptor/earnings">{earned.data ? <Amount of={earnedIn(earned.data.total)} /> : '…'}</Figure>
      <Figure title={t.open}>{running}</Figure>
      <Figure title={t.free} to="/acceptor/liquidity">{main ? <Amount of={main.free} /> : '…'}</Figure>
    </SimpleGrid>
  )
}

const Shift = (): ReactNode => {
  const { shift: t, order: names, history } = useTexts(acceptorTexts)
  const words = useWords()
  const bell = useBell()
  // Offers last a minute: a stream that was lost must not cost one.
  const orders = useRead('listOrders', { query: { open: 'true', limit: 100 } }, { everyMs: 10_000 })
  const own = useRead('getOwnAcceptor', {})
  const offers = orders.data?.data.filter(({ state }) => state === 'offered')
  useRingAtNew(offers, bell.ring)
  return (
    <Page title={t.title} text={t.text}>
      <Availability bell={bell} />
      <Read of={orders}>
        {({ data }) => {
          const waiting = data.filter(({ state }) => state === 'offered')
          const running = data.filter(({ state }) => state !== 'offered')
          return (
            <>
              <section aria-label={t.offers} aria-live="polite">
                <Title order={2} mb="sm">{t.offers}</Title>
                {waiting.length === 0
                  ? <Paper><EmptyState icon={IconMoodEmpty} title={t.noOffers}
                    text={own.data?.online === true ? t.noOffersOnline : t.noOffersOffline} /></Paper>
                  : <SimpleGrid cols={{ base: 1, sm: 2, lg: 3 }}>{waiting.map((order) => <Offer key={order.id}
                    order={order} />)}</SimpleGrid>}
              </section>
              <Today running={running.length} />
              <section aria-label={t.progress}>
                <Title order={2} mb="sm">{t.progress}</Title>
                <Paper p={0} style={{ overflow: 'hidden' }}>
                  <Rows rows={running} label={t.progress} keyOf={({ id }) => id} linkOf={({ id }) => `/acceptor/orders/${id}`}
                    empty={<EmptyState title={t.noProgress} />} columns={[
                      { title: names.title, cell: ({ id }) => <span className="identifier">{id.slice(-8)}</span> },
                      { title: history.state, cell: ({ state }) => <Badge color={colorOf(state)}>{words.state(state)}</Badge> },
                      { title: names.payer, cell: ({ payer }) => payer?.name ?? '–' },
                      { title: names.method, cell: ({ method }) => words.method(method) },
                      { title: names.fiat, end: true, cell: ({ fiat }) => <Amount of={fiat} /> },
                      { title: t.left, end: true, cell: ({ deadline_at: until }) => (until === null ? '–' : <Countdown
                        until={until} />) },
                    ]} />
                </Paper>
              </section>
            </>
          )
        }}
      </Read>
    </Page>
  )
}

export default Shift
