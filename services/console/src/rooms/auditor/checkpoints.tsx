import { Alert, Badge, Button, Group, Paper, Stack, Text, Textarea, Title } from '@mantine/core'
import { IconBookmark, IconShieldX } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { call, type Item } from '../../api/client.ts'
import { useRead } from '../../api/hooks.ts'
import { useNow } from '../../format/now.ts'
import { fullTimeText, relativeText } from '../../format/time.ts'
import { useLanguage, useTexts } from '../../language/language.tsx'
import { Copy } from '../../parts/copy.tsx'
import { Rows } from '../../parts/data-table.tsx'
import { Page } from '../../parts/page.tsx'
import { EmptyState, Read } from '../../parts/states.tsx'
import { When } from '../../parts/when.tsx'
import { checkpointTexts } from './checkpoints.texts.ts'
import { Downloads, OneEvent } from './proofs.tsx'
import { useMemory } from './remembered.ts'
import { grewFrom, keysIn, namesOf, signatureOf } from './verify-here.ts'

type Sealed = Item<'listSealedLogs'>

/** Verified in this browser, by the key that the auditor has brought. */
const Signature = ({ text, keys }: { readonly text: string; readonly keys: string }): ReactNode => {
  const t = useTexts(checkpointTexts)
  const trusted = keysIn(keys) ?? []
  const { data } = useQuery({
    queryKey: ['signature', text, keys], queryFn: () => signatureOf(text, trusted), enabled: trusted.length > 0, staleTime: Infinity,
  })
  if (trusted.length === 0) return <Badge color="gray" variant="light">{t.unchecked}</Badge>
  if (data === undefined) return <Badge color="gray" variant="light">{t.checking}</Badge>
  const color = { right: 'jade', wrong: 'red', unable: 'orange' }[data]
  return <Badge color={color}>{t[data]}</Badge>
}

/** Whether the log only grew since the auditor kept a checkpoint of it. */
const SinceKept = ({ log, text, kept }: { readonly log: string; readonly text: string; readonly kept: string | undefined }): ReactNode => {
  const t = useTexts(checkpointTexts)
  const [older, newer] = [kept === undefined ? undefined : namesOf(kept), namesOf(text)]
  const isLonger = older !== undefined && newer !== undefined && older.size < newer.size
  const { data, error } = useQuery({
    queryKey: ['grew', kept, text], enabled: isLonger, staleTime: Infinity,
    queryFn: async () => {
      const { path } = await call('proveConsistency', {
        params: { log }, query: { older: older?.size ?? 1, newer: newer?.size ?? 1 },
      })
      return grewFrom(kept ?? '', text, path)
    },
  })
  if (kept === undefined || older === undefined || newer === undefined) return <Text size="sm" c="dimmed">{t.fresh}</Text>
  if (older.size > newer.size) return <Badge color="red">{t.forked}</Badge>
  if (!isLonger) {
    return grewFrom(kept, text, [])
      ? <Badge color="jade" variant="light">{t.same}</Badge>
      : <Badge color="red">{t.forked}</Badge>
  }
  if (error) return <Badge color="orange">{t.unread}</Badge>
  if (data === undefined) return <Badge color="gray" variant="light">{t.checking}</Badge>
  return data ? <Badge color="jade">{t.grew(older.size)}</Badge> : <Badge color="red">{t.forked}</Badge>
}

/** Counted by the second: here it matters how fresh something is. */
const Age = ({ at }: { readonly at: string }): ReactNode => {
  const { language } = useLanguage()
  const nowMs = useNow(1_000)
  const text = relativeText(at, language, Math.max(nowMs, Date.parse(at)))
  return <time dateTime={at} title={fullTimeText(at, language)} className="amount">{text}</time>
}

const Halted = ({ logs }: { readonly logs: readonly Sealed[] }): ReactNode => {
  const t = useTexts(checkpointTexts)
  return logs.filter(({ halted }) => halted !== null).map(({ log, incarnation, halted }) => (
    <Alert key={`${log}/${incarnation}`} color="red" role="alert" icon={<IconShieldX size={20} />}
      title={t.halted(log, halted?.position ?? 0)}>
      <Text size="sm">{halted?.code}: {halted?.detail}</Text>
      <Text size="sm">{t.haltedText}</Text>
    </Alert>
  ))
}

const Key = ({ keys, told, change }: {
  readonly keys: string; readonly told: readonly string[]; readonly change: (keys: string) => void
}): ReactNode => {
  const t = useTexts(checkpointTexts)
  return (
    <Paper>
      <Stack gap="xs">
        <Textarea label={<Title order={2} fz="md" component="span">{t.keyTitle}</Title>} description={t.keyText} value={keys} autosize
          error={keysIn(keys) === undefined ? t.keyWrong : undefined} onChange={(event) => change(event.currentTarget.value)}
          classNames={{ input: 'identifier' }} />
        <Group gap="xs">
          <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>{t.told} <span className="identifier">{told.at(-1)}</span></Text>
          {keys === '' && told.length > 0 &&
            <Button size="compact-xs" variant="default" onClick={() => change(told.join('\n'))}>{t.useTold}</Button>}
        </Group>
      </Stack>
    </Paper>
  )
}

const Checkpoints = (): ReactNode => {
  const t = useTexts(checkpointTexts)
  const read = useRead('listSealedLogs', {}, { everyMs: 3_000 })
  const [memory, remember] = useMemory()
  const noteOf = (text: string): string => namesOf(text)?.origin ?? ''
  const keepAll = (): void => remember({
    notes: { ...memory.notes, ...Object.fromEntries((read.data?.data ?? []).map(({ checkpoint: { text } }) => [noteOf(text), text])) },
    at: new Date().toISOString(),
  })
  return (
    <Page title={t.title} text={t.text} actions={
      <Button variant="default" leftSection={<IconBookmark size={16} />} onClick={keepAll}
        disabled={!read.data?.data.length}>{t.remember}</Button>}>
      <Halted logs={read.data?.data ?? []} />
      <Paper p={0} style={{ overflow: 'hidden' }}>
        <Read of={read} lines={9}>
          {({ data }) => (
            <div style={{ overflowX: 'auto' }}>
              <Rows rows={data} label={t.title} keyOf={({ log, incarnation }) => `${log}/${incarnation}`}
                empty={<EmptyState title={t.none} text={t.noneText} />} columns={[
                  { title: t.log, cell: ({ log }) => <Text span fw={600}>{log}</Text> },
                  { title: t.size, end: true, cell: ({ checkpoint, sealed }) => (
                    <div>
                      <span className="amount">{checkpoint.size}</span>
                      {sealed > checkpoint.size && <Text size="xs" c="dimmed">{t.waiting(sealed - checkpoint.size)}</Text>}
                    </div>
                  ) },
                  { title: t.root, cell: ({ log, checkpoint: { root, text } }) =>
                    <Copy text={text} shown={`${root.slice(0, 10)}…`} label={`${t.latest}: ${log}`} /> },
                  { title: t.at, cell: ({ checkpoint: { at } }) => <Age at={at} /> },
                  { title: t.by, cell: ({ checkpoint: { signed_by: by } }) => <span className="identifier">{by.join(', ')}</span> },
                  { title: t.signature, cell: ({ checkpoint: { text, published } }) => (
                    <Stack gap={4} align="flex-start">
                      <Signature text={text} keys={memory.keys} />
                      {!published && <Badge color="orange" variant="light">{t.unpublished}</Badge>}
                    </Stack>
                  ) },
                  { title: t.kept, cell: ({ log, checkpoint: { text } }) =>
                    <SinceKept log={log} text={text} kept={memory.notes[noteOf(text)]} /> },
                ]} />
            </div>
          )}
        </Read>
        {memory.at !== undefined && <Text size="xs" c="dimmed" p="md">{t.remembered}: <When at={memory.at} relative /></Text>}
      </Paper>
      <Key keys={memory.keys} told={(read.data?.keys ?? []).map(({ key }) => key)} change={(keys) => remember({ keys })} />
      <OneEvent logs={(read.data?.data ?? []).map(({ log }) => log)} keys={memory.keys} />
      <Downloads keys={memory.keys} />
    </Page>
  )
}

export default Checkpoints
