import { Alert, Badge, Group, Paper, SimpleGrid, Text, ThemeIcon, Title } from '@mantine/core'
import { IconAlertTriangle, IconBellRinging, IconChecks, IconCircleCheck, IconClockHour4, IconEye, IconMoodSmile,
  IconPlayerStop } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { useUser } from '../../app/session-context.tsx'
import { useNow } from '../../format/now.ts'
import { useTexts } from '../../language/language.tsx'
import { wordIn } from '../../language/texts.ts'
import { Amount } from '../../parts/amount.tsx'
import { Rows } from '../../parts/data-table.tsx'
import { Figure } from '../../parts/figure.tsx'
import { useFilters } from '../../parts/filters.ts'
import { Page } from '../../parts/page.tsx'
import { EmptyState, LoadingState } from '../../parts/states.tsx'
import { Countdown, When } from '../../parts/when.tsx'
import { deskTexts } from './desk.texts.ts'
import { useWaiting } from './use-waiting.ts'
import { urgencies, type Urgency, type Waiting } from './waiting.ts'

const colors: Readonly<Record<Urgency, 'red' | 'orange' | 'blue' | undefined>> = { stopped: 'red', due: 'orange', yes: 'blue',
  look: undefined }
const icons = { stopped: IconPlayerStop, due: IconClockHour4, yes: IconChecks, look: IconEye } as const

/** The answer to the only question at three in the morning. */
const Verdict = ({ items }: { readonly items: readonly Waiting[] }): ReactNode => {
  const t = useTexts(deskTexts)
  const stopped = items.filter(({ urgency }) => urgency === 'stopped').length
  const [color, Icon, title, text] = stopped > 0
    ? ['red', IconAlertTriangle, t.alarm(String(stopped)), t.alarmText] as const
    : items.length > 0
      ? ['orange', IconBellRinging, t.busy(String(items.length)), t.busyText] as const
      : ['jade', IconCircleCheck, t.calm, t.calmText] as const
  return (
    <Paper role="status" p="md" style={{ borderInlineStart: `6px solid var(--mantine-color-${color}-6)` }}>
      <Group wrap="nowrap">
        <ThemeIcon size={48} radius="xl" color={color} variant="light"><Icon size={28} stroke={1.8} /></ThemeIcon>
        <div>
          <Title order={2} fz={24}>{title}</Title>
          <Text size="sm" c="dimmed">{text}</Text>
        </div>
      </Group>
    </Paper>
  )
}

const Clock = ({ until }: { readonly until: string }): ReactNode => {
  const t = useTexts(deskTexts)
  const nowMs = useNow()
  return Date.parse(until) <= nowMs
    ? <Badge color="red">{t.over}</Badge>
    : <Text span size="sm" fw={650} c={Date.parse(until) - nowMs < 600_000 ? 'red' : undefined}><Countdown until={until} /></Text>
}

const About = ({ one }: { readonly one: Waiting }): ReactNode => {
  const t = useTexts(deskTexts)
  const { operator, id } = useUser()
  const isMine = one.askedBy !== null && (one.askedBy === operator || one.askedBy === id)
  return (
    <div>
      <Text size="sm" style={{ overflowWrap: 'anywhere' }}>{one.detail || '–'}</Text>
      {one.stops !== undefined && one.stops.length > 0 && <Text size="xs" c="red" fw={600}>{t.stops(one.stops.join(', '))}</Text>}
      {one.askedBy !== null && one.askedBy !== one.detail &&
        <Text size="xs" c="dimmed">{isMine ? t.yours : t.askedBy(one.askedBy)}</Text>}
    </div>
  )
}

const What = ({ one }: { readonly one: Waiting }): ReactNode => {
  const t = useTexts(deskTexts)
  const color = colors[one.urgency] ?? 'gray'
  const word = one.kind === 'case' ? wordIn(t.cases, one.word) : t.kinds[one.kind]
  const more = one.kind === 'payout' ? t.approvals(one.word) : one.kind === 'case' ? '' : one.word.replaceAll('_', ' ')
  const Icon = icons[one.urgency]
  return (
    <Group gap="sm" wrap="nowrap" component="span">
      <ThemeIcon variant="light" color={color} size={30} radius="xl" component="span" title={t[one.urgency]}><Icon
        size={17} /></ThemeIcon>
      <span>
        <Text span size="sm" fw={600} display="block">{word}</Text>
        {more !== '' && <Text span size="xs" c="dimmed" display="block">{more}</Text>}
      </span>
    </Group>
  )
}

const Desk = (): ReactNode => {
  const t = useTexts(deskTexts)
  const { items, isPart } = useWaiting()
  const [{ only }, setFilter] = useFilters('only')
  const chosen = urgencies.find((each) => each === only)
  if (items === undefined) return <Page title={t.title}><Paper><LoadingState lines={8} /></Paper></Page>
  const shown = chosen === undefined ? items : items.filter(({ urgency }) => urgency === chosen)
  return (
    <Page title={t.title}>
      {isPart && <Alert color="red" variant="light" role="alert">{t.unknown}</Alert>}
      <Verdict items={items} />
      <SimpleGrid cols={{ base: 2, md: 4 }} spacing="sm">
        {urgencies.map((urgency) => {
          const count = items.filter((one) => one.urgency === urgency).length
          return (
            <Figure key={urgency} title={t[urgency]} icon={icons[urgency]} color={count === 0 ? undefined : colors[urgency]}
              to={chosen === urgency ? '?' : `?only=${urgency}`}>{count}</Figure>
          )
        })}
      </SimpleGrid>
      <Paper p={0} style={{ overflow: 'hidden' }}>
        {chosen !== undefined && (
          <Group p="md" pb={0}>
            <Badge component="button" rightSection="×" color={colors[chosen] ?? 'gray'} size="lg" style={{ cursor: 'pointer' }}
              onClick={() => setFilter('only', null)}>{t[chosen]}</Badge>
          </Group>
        )}
        <Rows rows={shown} label={t.list} keyOf={({ key }) => key} linkOf={({ at }) => at}
          empty={<EmptyState icon={IconMoodSmile} title={t.calm} text={t.calmText} />} columns={[
            { title: t.what, cell: (one) => <What one={one} /> },
            { title: t.about, cell: (one) => <About one={one} /> },
            { title: t.amount, end: true, cell: ({ amount }) => (amount === null ? '' : <Amount of={amount} />) },
            { title: t.since, cell: ({ since }) => (since === null ? '' : <When at={since} relative />) },
            { title: t.clock, end: true, cell: ({ due }) => (due === null ? '' : <Clock until={due} />) },
            { title: '', end: true, cell: ({ urgency }) => <Text span size="sm" fw={600}
              className="amount go">{t.open[urgency]} →</Text> },
          ]} />
      </Paper>
    </Page>
  )
}

export default Desk
