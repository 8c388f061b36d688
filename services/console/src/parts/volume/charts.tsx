import { AreaChart, BarChart, LineChart } from '@mantine/charts'
import { Paper, SimpleGrid, Title } from '@mantine/core'
import type { ReactNode } from 'react'
import type { Answer } from '../../api/client.ts'
import { localeOf } from '../../format/money.ts'
import { dayText } from '../../format/time.ts'
import { useLanguage, useTexts } from '../../language/language.tsx'
import { volumeTexts } from './texts.ts'

type Spans = Answer<'getOverview'>['spans']

const Chart = ({ title, children }: { readonly title: string; readonly children: ReactNode }): ReactNode => (
  <Paper component="figure" m={0}>
    <Title order={2} mb="md" component="figcaption">{title}</Title>
    {/* The same figures stand in the tiles and tables: a chart says nothing more to who does not see it. */}
    <div aria-hidden>{children}</div>
  </Paper>
)

const settledOf = ({ created, conversion }: Spans[number]): number => Math.round(created * (conversion ?? 0))
const minutesOf = (seconds: number | null): number | null => (seconds === null ? null : Math.round(seconds / 6) / 10)

/** Volume, outcomes and time to settle by day. Heights of lines are the one place where an amount may be a float. */
export const VolumeCharts = ({ spans }: { readonly spans: Spans }): ReactNode => {
  const t = useTexts(volumeTexts)
  const { language } = useLanguage()
  const data = spans.map((span) => ({
    day: dayText(span.from, language), [t.volume]: Number(span.gross.amount),
    [t.settled]: settledOf(span), [t.others]: span.created - settledOf(span),
    [t.median]: minutesOf(span.median_seconds), [t.slowest]: minutesOf(span.p95_seconds),
  }))
  const format = (value: number): string => new Intl.NumberFormat(localeOf(language)).format(value)
  const plain = { h: 200, data, dataKey: 'day', gridAxis: 'y', tickLine: 'none', valueFormatter: format } as const
  const legend = { withLegend: true, legendProps: { verticalAlign: 'bottom', height: 24 } } as const
  const still = { accessibilityLayer: false }
  return (
    <SimpleGrid cols={{ base: 1, md: 3 }} spacing="md">
      <Chart title={t.perDay}>
        <AreaChart {...plain} series={[{ name: t.volume, color: 'jade.6' }]} withDots={false} curveType="monotone" areaChartProps={still} />
      </Chart>
      <Chart title={t.outcomes}>
        <BarChart {...plain} {...legend} type="stacked" barChartProps={still}
          series={[{ name: t.settled, color: 'jade.6' }, { name: t.others, color: 'gray.4' }]} />
      </Chart>
      <Chart title={t.timePerDay}>
        <LineChart {...plain} {...legend} curveType="monotone" connectNulls lineChartProps={still}
          series={[{ name: t.median, color: 'jade.6' }, { name: t.slowest, color: 'orange.5' }]} />
      </Chart>
    </SimpleGrid>
  )
}
