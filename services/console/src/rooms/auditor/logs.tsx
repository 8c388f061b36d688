import { Button, Group, NumberInput, Paper, Select, Text, TextInput } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { useState, type ReactNode } from 'react'
import { useNavigate } from 'react-router'
import type { Item } from '../../api/client.ts'
import { useRead } from '../../api/hooks.ts'
import { useTexts } from '../../language/language.tsx'
import { Rows } from '../../parts/data-table.tsx'
import { useFilters } from '../../parts/filters.ts'
import { Page } from '../../parts/page.tsx'
import { EmptyState, Read } from '../../parts/states.tsx'
import { When } from '../../parts/when.tsx'
import { auditorTexts } from './texts.ts'

const logs = ['order', 'ledger', 'acceptor', 'matching', 'notifier', 'gateway', 'chain-watcher', 'treasury', 'signer']
const pageEvents = 50

export const timeOf = (metadata: string): string | undefined => {
  const { atMs } = JSON.parse(metadata) as { readonly atMs?: number }
  return atMs === undefined ? undefined : new Date(atMs).toISOString()
}

/** The events as they came, a line each: what a program that proves balances reads. */
const Download = ({ events, name }: { readonly events: readonly Item<'readLog'>[]; readonly name: string }): ReactNode => {
  const { logs: t } = useTexts(auditorTexts)
  const save = (): void => {
    const url = URL.createObjectURL(new Blob(events.map((event) => `${JSON.stringify(event)}\n`), { type: 'application/x-ndjson' }))
    const link = document.createElement('a')
    link.href = url
    link.download = `${name}.ndjson`
    link.click()
    URL.revokeObjectURL(url)
  }
  return <Button variant="default" leftSection={<IconDownload size={16} />} onClick={save}
    disabled={events.length === 0}>{t.download}</Button>
}

const GoTo = (): ReactNode => {
  const { logs: t } = useTexts(auditorTexts)
  const navigate = useNavigate()
  const [stream, setStream] = useState('')
  return (
    <form onSubmit={(event) => {
      event.preventDefault()
      if (stream.trim() !== '') void navigate(`/auditor/streams/${encodeURIComponent(stream.trim())}`)
    }}>
      <Group gap="xs" wrap="nowrap">
        <TextInput aria-label={t.goto} placeholder={t.stream_hint} value={stream}
          onChange={(event) => setStream(event.currentTarget.value)} w={{ base: 200, sm: 280 }} />
        <Button type="submit" variant="default">{t.goto}</Button>
      </Group>
    </form>
  )
}

const Logs = (): ReactNode => {
  const { logs: t } = useTexts(auditorTexts)
  const [{ log = 'order', after = '0' }, setFilter] = useFilters('log', 'after')
  const read = useRead('readLog', { params: { log }, query: { after: Number(after) || 0, limit: pageEvents } }, { everyMs: 5_000 })
  return (
    <Page title={t.title} text={t.text} actions={<GoTo />}>
      <Paper p={0} style={{ overflow: 'hidden' }}>
        <Group p="md" gap="sm" align="flex-end">
          <Select label={t.log} data={logs} allowDeselect={false} value={log} onChange={(value) => {
            setFilter('log', value)
            setFilter('after', null)
          }} />
          <NumberInput label={t.after} min={0} allowDecimal={false} value={Number(after) || 0}
            onChange={(value) => setFilter('after', String(value))} />
          <Download events={read.data?.data ?? []} name={`${log}-after-${after}`} />
        </Group>
        <Read of={read} lines={10}>
          {({ data, has_more: hasMore, head }) => (
            <>
              <div style={{ overflowX: 'auto' }}>
                <Rows rows={data} label={t.title} keyOf={({ id }) => id} empty={<EmptyState title={t.empty} />}
                  linkOf={({ stream, revision }) => `/auditor/streams/${encodeURIComponent(stream)}?revision=${revision}`} columns={[
                    { title: t.type, cell: ({ type }) => type },
                    { title: t.position, end: true, cell: ({ position }) => <span className="amount">{position}</span> },
                    { title: t.stream, cell: ({ stream, revision }) => <span className="identifier">{stream} · {revision}</span> },
                    { title: t.at, cell: ({ metadata }) => <When at={timeOf(metadata)} /> },
                  ]} />
              </div>
              <Group justify="space-between" p="md">
                <Text size="xs" c="dimmed">{t.head(head.position, head.incarnation)}</Text>
                <Group gap="xs">
                  <Button variant="default" size="xs" disabled={after === '0'} onClick={() => setFilter('after', null)}>{t.first}</Button>
                  <Button variant="default" size="xs" disabled={!hasMore}
                    onClick={() => setFilter('after', String(Math.max(0, head.position - pageEvents)))}>{t.newest}</Button>
                  <Button variant="default" size="xs" disabled={!hasMore}
                    onClick={() => setFilter('after', String(data.at(-1)?.position ?? 0))}>{t.next}</Button>
                </Group>
              </Group>
            </>
          )}
        </Read>
      </Paper>
    </Page>
  )
}

export default Logs
