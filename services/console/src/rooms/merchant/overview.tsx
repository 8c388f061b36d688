import { AreaChart, BarChart } from '@mantine/charts'
import { Anchor, Group, Paper, SimpleGrid, Stack, Text, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { Link } from 'react-router'
import { call } from '../../api/client.ts'
import { useRead } from '../../api/hooks.ts'
import type { Payment } from '../../api/operations.ts'
import { useUser } from '../../app/session-context.tsx'
import { useNow } from '../../format/now.ts'
import { dayText, lengthText } from '../../format/time.ts'
import { useLanguage, useTexts } from '../../language/language.tsx'
import { Amount } from '../../parts/amount.tsx'
import { Rows } from '../../parts/data-table.tsx'
import { Page } from '../../parts/page.tsx'
import { EmptyState, Read } from '../../parts/states.tsx'
import { When } from '../../parts/when.tsx'
import { CreatePayment } from './create-payment.tsx'
import { statisticsOf, type Statistics } from './statistics.ts'
import { PaymentStatus } from './status.tsx'
import { merchantTexts } from './texts.ts'

const days = 30
/** The API gives payments, not figures: so many of the latest are looked at. */
const maxPages = 5

const latestPayments = async (signal: AbortSignal): Promise<readonly Payment[]> => {
  const all: Payment[] = []
  for (let page = 0; page < maxPages; page += 1) {
    const last = all.at(-1)
    const { data, has_more: hasMore } = await call('listPayments', {
      query: { limit: 100, ...(last ? { starting_after: last.id } : {}) },
    }, { signal })
    all.push(...data)
    const oldest = data.at(-1)
    if (!hasMore || !oldest || Date.parse(oldest.created_at) < Date.now() - days * 86_400_000) break
  }
  return all
}

const Tile = ({ name, children, text }: { readonly name: string; readonly children: ReactNode; readonly text?: string }): ReactNode => (
  <Paper p="md">
    <Text size="sm" c="dimmed">{name}</Text>
    <Text fz="clamp(1.05rem, 4.6vw, 1.625rem)" fw={650} lts="-0.02em" lh={1.3}>{children}</Text>
    {text !== undefined && <Text size="xs" c="dimmed">{text}</Text>}
  </Paper>
)

const Figures = ({ of: { volume, count, conversion, medianMs } }: { readonly of: Statistics }): ReactNode => {
  const t = useTexts(merchantTexts).overview
  return (
    <SimpleGrid cols={{ base: 2, md: 4 }} spacing="md">
      <Tile name={t.volume} text={t.days}><Amount of={{ amount: volume, currency: 'USDT' }} /></Tile>
      <Tile name={t.payments} text={t.days}>{count}</Tile>
      <Tile name={t.conversion} text={t.conversionWhy}>{conversion === undefined ? '–' : `${Math.round(conversion * 100)} %`}</Tile>
      <Tile name={t.time} text={t.days}>{medianMs === undefined ? '–' : lengthText(medianMs)}</Tile>
    </SimpleGrid>
  )
}

const Charts = ({ of }: { readonly of: Statistics }): ReactNode => {
  const t = useTexts(merchantTexts).overview
  const { language } = useLanguage()
  // Heights of lines are the one place where an amount may be a floating-point number.
  const data = of.days.map(({ day, volumeMicro, settled, open, lost }) =>
    ({ day: dayText(day, language), [t.volume]: Number(volumeMicro) / 1e6, [t.settled]: settled, [t.open]: open, [t.lost]: lost }))
  const format = (value: number): string => new Intl.NumberFormat(language === 'zh' ? 'zh-CN' : 'en-GB').format(value)
  return (
    <SimpleGrid cols={{ base: 1, md: 2 }} spacing="md">
      <Paper component="figure" m={0}>
        <Title order={2} mb="md" component="figcaption">{t.perDay}</Title>
        <AreaChart h={220} data={data} dataKey="day" series={[{ name: t.volume, color: 'jade.6' }]} withDots={false} gridAxis="y"
          curveType="monotone" valueFormatter={format} tickLine="none" />
      </Paper>
      <Paper component="figure" m={0}>
        <Title order={2} mb="md" component="figcaption">{t.outcomes}</Title>
        <BarChart h={220} data={data} dataKey="day" type="stacked" gridAxis="y" tickLine="none" withLegend
          legendProps={{ verticalAlign: 'bottom', height: 24 }}
          series={[{ name: t.settled, color: 'jade.6' }, { name: t.open, color: 'blue.4' }, { name: t.lost, color: 'gray.4' }]} />
      </Paper>
    </SimpleGrid>
  )
}

const Latest = ({ payments }: { readonly payments: readonly Payment[] }): ReactNode => {
  const t = useTexts(merchantTexts)
  return (
    <Paper p={0} style={{ overflow: 'hidden' }}>
      <Group justify="space-between" p="md" pb="xs">
        <Title order={2}>{t.overview.recent}</Title>
        <Anchor component={Link} to="/merchant/payments" size="sm">{t.overview.all}</Anchor>
      </Group>
      <Rows rows={payments.slice(0, 6)} label={t.overview.recent} keyOf={({ id }) => id}
        linkOf={({ id }) => `/merchant/payments/${id}`} columns={[
        { title: t.payments.reference, cell: ({ reference }) => reference },
        { title: t.payments.status, cell: (payment) => <PaymentStatus payment={payment} /> },
        { title: t.payments.created, cell: ({ created_at: at }) => <When at={at} /> },
        { title: t.payments.amount, end: true, cell: ({ amount }) => <Amount of={amount} /> },
      ]} />
    </Paper>
  )
}

const NeedsYou = (): ReactNode => {
  const t = useTexts(merchantTexts)
  const { data } = useRead('listPayments', { query: { status: 'unresolved', limit: 10 } })
  if (!data || data.data.length === 0) return null
  return (
    <Paper p={0} style={{ overflow: 'hidden', borderColor: 'var(--mantine-color-orange-5)' }}>
      <Stack gap={0} p="md" pb="xs">
        <Title order={2}>{t.overview.needsYou}</Title>
        <Text size="sm" c="dimmed">{t.overview.needsYouText}</Text>
      </Stack>
      <Rows rows={data.data} label={t.overview.needsYou} keyOf={({ id }) => id} linkOf={({ id }) => `/merchant/payments/${id}`} columns={[
        { title: t.payments.reference, cell: ({ reference }) => reference },
        { title: t.payments.status, cell: (payment) => <PaymentStatus payment={payment} /> },
        { title: t.payments.amount, end: true, cell: ({ amount }) => <Amount of={amount} /> },
      ]} />
    </Paper>
  )
}

export default (): ReactNode => {
  const t = useTexts(merchantTexts).overview
  const user = useUser()
  const nowMs = useNow(60_000)
  const read = useQuery({ queryKey: ['listPayments', 'latest'], queryFn: ({ signal }) => latestPayments(signal) })
  return (
    <Page title={t.title} text={t.hello(user.name)} actions={<CreatePayment />}>
      <Read of={read} lines={8}>
        {(payments) => {
          if (payments.length === 0) return <Paper><EmptyState title={t.none} text={t.noneText} /></Paper>
          const statistics = statisticsOf(payments, nowMs, days)
          return (
            <Stack gap="md">
              <NeedsYou />
              <Figures of={statistics} />
              <Charts of={statistics} />
              <Latest payments={payments} />
              {payments.length >= maxPages * 100 && <Text size="xs" c="dimmed">{t.sample(payments.length)}</Text>}
            </Stack>
          )
        }}
      </Read>
    </Page>
  )
}
