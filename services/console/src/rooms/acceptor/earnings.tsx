import { BarChart } from '@mantine/charts'
import { Button, Paper, SegmentedControl, SimpleGrid, Stack, Title } from '@mantine/core'
import { IconCoins, IconDownload } from '@tabler/icons-react'
import { useMemo, type ReactNode } from 'react'
import type { Answer } from '../../api/client.ts'
import { useRead } from '../../api/hooks.ts'
import { decimalOf, isZero, unitsOf, type Money } from '../../format/money.ts'
import { dayText } from '../../format/time.ts'
import { useLanguage, useTexts } from '../../language/language.tsx'
import { Amount } from '../../parts/amount.tsx'
import { csvOf, save } from '../../parts/csv.ts'
import { Rows } from '../../parts/data-table.tsx'
import { Figure } from '../../parts/figure.tsx'
import { useFilters } from '../../parts/filters.ts'
import { Page } from '../../parts/page.tsx'
import { EmptyState, Read } from '../../parts/states.tsx'
import { partTexts } from '../../parts/texts.ts'
import { moneyTexts } from './money.texts.ts'
import { useWords } from './words.ts'

type Earnings = Answer<'getEarnings'>
type Span = Earnings['spans'][number]
const periods = ['7', '30', '90'] as const
const dayMs = 86_400_000

/** Margin and commission together; exact. */
export const earnedIn = ({ margin, commission }: { readonly margin: Money; readonly commission: Money }): Money => ({
  amount: decimalOf(unitsOf(margin.amount, 6) + unitsOf(commission.amount, 6), 6), currency: 'USDT',
})

const Chart = ({ spans }: { readonly spans: readonly Span[] }): ReactNode => {
  const t = useTexts(moneyTexts)
  const { language } = useLanguage()
  // A bar's height is the only place where an amount becomes a float.
  const data = spans.map(({ from, margin, commission }) => ({
    day: dayText(from, language), [t.margin]: Number(margin.amount), [t.commission]: Number(commission.amount),
  }))
  return (
    <Paper aria-hidden>
      <BarChart h={220} data={data} dataKey="day" type="stacked" withLegend barChartProps={{ accessibilityLayer: false }}
        tickLine="none" gridAxis="y"
        series={[{ name: t.margin, color: 'jade.6' }, { name: t.commission, color: 'blue.5' }]} />
    </Paper>
  )
}

const Tables = ({ earnings, labelOf }: { readonly earnings: Earnings; readonly labelOf: (account: string) => string }): ReactNode => {
  const t = useTexts(moneyTexts)
  const words = useWords()
  const { language } = useLanguage()
  const days = earnings.spans.filter(({ orders }) => orders > 0).toReversed()
  const figures = [
    { title: t.orders, end: true, cell: ({ orders }: { readonly orders: number }) => <span className="amount">{orders}</span> },
    { title: t.turnover, end: true, cell: ({ usdt }: { readonly usdt: Money }) => <Amount of={usdt} /> },
    { title: t.margin, end: true, cell: ({ margin }: { readonly margin: Money }) => <Amount of={margin} sign /> },
    { title: t.commission, end: true, cell: ({ commission }: { readonly commission: Money }) => <Amount of={commission} /> },
  ] as const
  return (
    <>
      <Paper p={0} style={{ overflow: 'hidden' }}>
        <Title order={2} p="lg" pb="xs">{t.byAccount}</Title>
        <Rows rows={earnings.by_account} label={t.byAccount} keyOf={({ account, fiat }) => `${account}:${fiat.currency}`} columns={[
          { title: t.account, cell: ({ account, method }) => `${labelOf(account)} · ${words.method(method)}` },
          { title: t.fiat, end: true, cell: ({ fiat }) => <Amount of={fiat} /> }, ...figures,
        ]} />
      </Paper>
      <Paper p={0} style={{ overflow: 'hidden' }}>
        <Title order={2} p="lg" pb="xs">{t.byDay}</Title>
        <Rows rows={days} label={t.byDay} keyOf={({ from }) => from} columns={[
          { title: t.day, cell: ({ from }) => dayText(from, language) },
          { title: t.account, cell: ({ accounts }) => [...new Set(accounts.map(({ account }) => labelOf(account)))].join(', ') },
            ...figures,
          { title: t.total, end: true, cell: (span) => <Amount of={earnedIn(span)} sign /> },
        ]} />
      </Paper>
    </>
  )
}

const csvText = (spans: readonly Span[], labelOf: (account: string) => string): string => csvOf(
  ['day', 'account', 'label', 'method', 'orders', 'fiat', 'currency', 'usdt', 'margin', 'commission'],
  spans.flatMap(({ from, accounts }) => accounts.map((one) => [
    from.slice(0, 10), one.account, labelOf(one.account), one.method, String(one.orders), one.fiat.amount, one.fiat.currency,
      one.usdt.amount,
    one.margin.amount, one.commission.amount,
  ])))

const EarningsPage = (): ReactNode => {
  const t = useTexts(moneyTexts)
  const parts = useTexts(partTexts)
  const [{ days = '30' }, setFilter] = useFilters('days')
  // Whole days of UTC, so that the address of the read is the same all day.
  const from = useMemo(() => new Date(Math.floor(Date.now() / dayMs - (Number(days) - 1)) * dayMs).toISOString(), [days])
  const read = useRead('getEarnings', { query: { from, interval: 'day' } })
  const accounts = useRead('listPaymentAccounts', {})
  const labelOf = (account: string): string => {
    const found = accounts.data?.data.find(({ id }) => id === account)
    return found?.label ?? found?.details?.['account'] ?? account.slice(-8)
  }
  return (
    <Page title={t.earnings} text={t.earningsText} actions={(
      <>
        <SegmentedControl aria-label={t.period} value={days} onChange={(value) => setFilter('days', value)}
          data={periods.map((value) => ({ value, label: t.days(value) }))} />
        <Button variant="default" leftSection={<IconDownload size={16} />} disabled={read.data === undefined}
          onClick={() => save(`earnings-${from.slice(0, 10)}.csv`, csvText(read.data?.spans ?? [], labelOf))}>{parts.export}</Button>
      </>
    )}>
      <Read of={read} lines={8}>
        {(earnings) => (
          <Stack gap="lg">
            <SimpleGrid cols={{ base: 2, md: 4 }} spacing="sm">
              <Figure title={t.total}><Amount of={earnedIn(earnings.total)} /></Figure>
              <Figure title={t.margin} hint={t.marginText}><Amount of={earnings.total.margin} /></Figure>
              <Figure title={t.commission}><Amount of={earnings.total.commission} /></Figure>
              <Figure title={t.orders} hint={<>{t.turnover} <Amount of={earnings.total.usdt} /></>}>{earnings.total.orders}</Figure>
            </SimpleGrid>
            {earnings.total.orders === 0 && isZero(earnings.total.usdt)
              ? <Paper><EmptyState icon={IconCoins} title={t.none} text={t.noneText} /></Paper>
              : <><Chart spans={earnings.spans} /><Tables earnings={earnings} labelOf={labelOf} /></>}
          </Stack>
        )}
      </Read>
    </Page>
  )
}

export default EarningsPage
