import { Badge, Group, Paper, SegmentedControl, SimpleGrid, Stack, Title } from '@mantine/core'
import { IconChartBar } from '@tabler/icons-react'
import { useMemo, type ReactNode } from 'react'
import type { Answer } from '../../api/client.ts'
import { useRead } from '../../api/hooks.ts'
import { lengthText } from '../../format/time.ts'
import { useTexts } from '../../language/language.tsx'
import { wordIn } from '../../language/texts.ts'
import { Amount } from '../amount.tsx'
import { Rows } from '../data-table.tsx'
import { Figure } from '../figure.tsx'
import { useFilters } from '../filters.ts'
import { EmptyState, Read } from '../states.tsx'
import { VolumeCharts } from './charts.tsx'
import { volumeTexts } from './texts.ts'

type Overview = Answer<'getOverview'>
type Words = Readonly<Record<string, string>>

const periods = ['7', '30', '90'] as const
const dayMs = 86_400_000
const timeText = (seconds: number | null): string => (seconds === null ? '–' : lengthText(seconds * 1_000))

/** Chooses how far back the figures reach; kept in the address. */
export const Period = (): ReactNode => {
  const t = useTexts(volumeTexts)
  const [{ days = '30' }, setFilter] = useFilters('days')
  return (
    <SegmentedControl aria-label={t.period} value={days} onChange={(value) => setFilter('days', value)}
      data={periods.map((value) => ({ value, label: t.days(value) }))} />
  )
}

const Figures = ({ of: { total }, days }: { readonly of: Overview; readonly days: string }): ReactNode => {
  const t = useTexts(volumeTexts)
  return (
    <SimpleGrid cols={{ base: 2, md: 4 }} spacing="md">
      <Figure title={t.volume} hint={<><Amount of={total.net} /> {t.net}</>}><Amount of={total.gross} /></Figure>
      <Figure title={t.payments} hint={t.last(days)}>{total.created}</Figure>
      <Figure title={t.conversion} hint={t.conversionWhy}>
        {total.conversion === null ? '–' : `${Math.round(total.conversion * 100)} %`}
      </Figure>
      <Figure title={t.time} hint={total.p95_seconds === null ? undefined : t.p95(timeText(total.p95_seconds))}>
        {timeText(total.median_seconds)}
      </Figure>
    </SimpleGrid>
  )
}

const Methods = ({ of, words }: { readonly of: Overview['by_method']; readonly words: Words }): ReactNode => {
  const t = useTexts(volumeTexts)
  return (
    <Paper p={0} style={{ overflow: 'hidden' }}>
      <Title order={2} p="md" pb="xs">{t.methods}</Title>
      <Rows rows={of} label={t.methods} keyOf={({ method }) => method} columns={[
        { title: t.method, cell: ({ method }) => (method === 'on_chain' ? t.onChain : wordIn(words, method)) },
        { title: t.count, end: true, cell: ({ settled }) => settled },
        { title: t.gross, end: true, cell: ({ gross }) => <Amount of={gross} /> },
        { title: t.fee, end: true, cell: ({ fee }) => <Amount of={fee} /> },
        { title: t.returned, end: true, cell: ({ returned }) => <Amount of={returned} /> },
        { title: t.netShort, end: true, cell: ({ net }) => <strong><Amount of={net} /></strong> },
        { title: t.time, end: true, cell: ({ median_seconds: seconds }) => timeText(seconds) },
      ]} />
    </Paper>
  )
}

/** Figures of payments over time: of one merchant, or of all that the caller may see. */
export const Volume = ({ merchant, methods, statuses }: {
  readonly merchant?: string; readonly methods: Words; readonly statuses: Words
}): ReactNode => {
  const t = useTexts(volumeTexts)
  const [{ days = '30' }] = useFilters('days')
  // Whole days of UTC, so that the address of the read is the same all day.
  const from = useMemo(() => new Date(Math.floor(Date.now() / dayMs - (Number(days) - 1)) * dayMs).toISOString(), [days])
  const read = useRead('getOverview', { query: { from, interval: 'day', ...(merchant === undefined ? {} : { merchant }) } })
  return (
    <Read of={read} lines={8}>
      {(overview) => (
        <Stack gap="md">
          <Figures of={overview} days={days} />
          {overview.total.created === 0 && overview.total.settled === 0
            ? <Paper><EmptyState icon={IconChartBar} title={t.none} text={t.noneText} /></Paper>
            : (
                <>
                  <VolumeCharts spans={overview.spans} />
                  {overview.by_method.length > 0 && <Methods of={overview.by_method} words={methods} />}
                  <Group gap="xs" role="list" aria-label={t.statuses}>
                    {overview.by_status.map(({ status, count }) => (
                      <Badge key={status} role="listitem" size="lg" color="gray" variant="light">{wordIn(statuses, status)}: {count}</Badge>
                    ))}
                  </Group>
                </>
              )}
        </Stack>
      )}
    </Read>
  )
}
