import { Button, Code, Group, Paper, Slider, Stack, Text, TextInput, Title } from '@mantine/core'
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { useParams } from 'react-router'
import type { Item } from '../../api/client.ts'
import { useRead } from '../../api/hooks.ts'
import { useTexts } from '../../language/language.tsx'
import { Copy } from '../../parts/copy.tsx'
import { Rows } from '../../parts/data-table.tsx'
import { useFilters } from '../../parts/filters.ts'
import { Page } from '../../parts/page.tsx'
import { LoadingState, Read } from '../../parts/states.tsx'
import { When } from '../../parts/when.tsx'
import { difference } from './difference.ts'
import { saidBy } from './facts.ts'
import { timeOf } from './logs.tsx'
import { auditorTexts } from './texts.ts'

type Event = Item<'readStream'>
const maxEvents = 500

/** The payment of a payment's stream: the only kind whose past state the API tells. */
const paymentOf = (stream: string): string | undefined => /^order\.payment-(pay_\w+)$/.exec(stream)?.[1]

const Changes = ({ before, after }: { readonly before: unknown; readonly after: unknown }): ReactNode => {
  const { stream: t } = useTexts(auditorTexts)
  return (
    <Stack>
      <Rows rows={difference(before, after)} label={t.state} keyOf={({ path }) => path}
        empty={<Text size="sm" c="dimmed">{t.none}</Text>} columns={[
          { title: t.field, cell: ({ path }) => <span className="identifier">{path}</span> },
          { title: t.before, cell: ({ before: old }) => <Text size="sm" c="dimmed" style={{ overflowWrap: 'anywhere' }}
            {...(old === undefined ? {} : { td: 'line-through' })}>{old ?? '–'}</Text> },
          { title: t.after, cell: ({ after: now }) => <Text size="sm" fw={600} style={{ overflowWrap: 'anywhere' }}>{now ?? '–'}</Text> },
        ]} />
      <details>
        <summary><Text span size="sm">{t.whole}</Text></summary>
        <Code block className="wrapped">{JSON.stringify(after, undefined, 2)}</Code>
      </details>
    </Stack>
  )
}

/** The payment as the API shows it right after one event and right before it. */
const OfPayment = ({ payment, event, before }: {
  readonly payment: string; readonly event: Event; readonly before: Event | undefined
}): ReactNode => {
  const now = useRead('getPayment', { params: { payment }, query: { at: String(event.position) } })
  const then = useRead('getPayment', { params: { payment }, query: { at: String(before?.position ?? 0) } },
    { enabled: before !== undefined })
  if (before !== undefined && then.data === undefined && !then.error) return <LoadingState />
  return <Read of={now}>{(state) => <Changes before={then.data} after={state} />}</Read>
}

const Moment = ({ stream, events, chosen, choose }: {
  readonly stream: string; readonly events: readonly Event[]; readonly chosen: number; readonly choose: (index: number) => void
}): ReactNode => {
  const { stream: t } = useTexts(auditorTexts)
  const event = events[chosen]
  const payment = paymentOf(stream)
  if (event === undefined) return null
  return (
    <Stack>
      <Paper>
        <Group justify="space-between" mb="sm">
          <div>
            <Title order={2}>{event.type}</Title>
            <Text size="sm" c="dimmed">{t.of(event.revision, events.at(-1)?.revision ?? 0)} · <When at={timeOf(event.metadata)} /></Text>
          </div>
          <Group gap="xs">
            <Button variant="default" size="xs" leftSection={<IconChevronLeft size={14} />} disabled={chosen === 0}
              onClick={() => choose(chosen - 1)}>{t.earlier}</Button>
            <Button variant="default" size="xs" rightSection={<IconChevronRight size={14} />}
              disabled={chosen === events.length - 1} onClick={() => choose(chosen + 1)}>{t.later}</Button>
          </Group>
        </Group>
        <TextInput type="datetime-local" step={1} size="xs" label={t.moment} mb="md" onChange={({ currentTarget: { value } }) => {
          const last = events.findLastIndex(({ metadata }) => Date.parse(timeOf(metadata) ?? '') <= Date.parse(value))
          if (last >= 0) choose(last)
        }} />
        <Slider thumbLabel={t.slider} min={0} max={Math.max(1, events.length - 1)} value={chosen} label={null}
          disabled={events.length === 1}
          onChange={(index) => choose(Math.min(index, events.length - 1))} />
      </Paper>
      <Paper>
        <Title order={2} mb="sm">{t.state}</Title>
        {payment === undefined
          ? (
              <>
                <Text size="sm" c="dimmed" mb="sm">{t.said}</Text>
                <Changes before={saidBy(events.slice(0, chosen))} after={saidBy(events.slice(0, chosen + 1))} />
              </>
            )
          : <OfPayment payment={payment} event={event} before={events[chosen - 1]} />}
      </Paper>
      <Paper>
        <Title order={2} mb="sm">{t.raw}</Title>
        <Copy text={event.id} />
        <Code block mt="xs" className="wrapped">{event.data}</Code>
        <Code block mt="xs" className="wrapped">{event.metadata}</Code>
      </Paper>
    </Stack>
  )
}

const StreamPage = (): ReactNode => {
  const { stream: t } = useTexts(auditorTexts)
  const { stream = '' } = useParams()
  const [{ revision }, setFilter] = useFilters('revision')
  const read = useRead('readStream', { params: { stream }, query: { limit: maxEvents } })
  return (
    <Page title={t.title} back={{ to: '/auditor/logs', label: t.back }} text={<Copy text={stream} />}>
      <Read of={read} lines={10}>
        {({ data, has_more: hasMore }) => {
          const found = data.findIndex((event) => String(event.revision) === revision)
          const chosen = found < 0 ? data.length - 1 : found
          return (
            <div className="aside-list">
              <Paper p={0} style={{ overflow: 'hidden', alignSelf: 'start' }}>
                <Title order={2} p="lg" pb="xs">{t.events}</Title>
                {hasMore && <Text size="sm" c="orange" px="lg">{t.more}</Text>}
                <Rows rows={data} label={t.events} keyOf={({ id }) => id} linkOf={(event) => `?revision=${event.revision}`} columns={[
                  { title: t.events, cell: (event) => <Text size="sm" fw={event === data[chosen] ? 700 : 400}>{event.type}</Text> },
                  { title: t.slider, end: true, cell: (event) => event.revision },
                  { title: '', end: true, cell: ({ metadata }) => <When at={timeOf(metadata)} /> },
                ]} />
              </Paper>
              <Moment stream={stream} events={data} chosen={chosen}
                choose={(index) => setFilter('revision', String(data[index]?.revision ?? 0))} />
            </div>
          )
        }}
      </Read>
    </Page>
  )
}

export default StreamPage
