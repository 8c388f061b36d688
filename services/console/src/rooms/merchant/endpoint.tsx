import { Accordion, Badge, Code, Group, NumberInput, Paper, Select, Stack, Text, Title } from '@mantine/core'
import { useState, type ReactNode } from 'react'
import { useParams } from 'react-router'
import type { Item } from '../../api/client.ts'
import { usePages, useRead } from '../../api/hooks.ts'
import { useMay, useUser } from '../../app/session-context.tsx'
import { lengthText } from '../../format/time.ts'
import { useTexts } from '../../language/language.tsx'
import { ActButton } from '../../parts/act-form.tsx'
import { Copy } from '../../parts/copy.tsx'
import { Facts } from '../../parts/facts.tsx'
import { useFilters } from '../../parts/filters.ts'
import { Page } from '../../parts/page.tsx'
import { Paging } from '../../parts/data-table.tsx'
import { EmptyState, ErrorState, LoadingState, Read } from '../../parts/states.tsx'
import { When } from '../../parts/when.tsx'
import { EndpointActs } from './endpoint-acts.tsx'
import { EndpointBadge } from './endpoint-badge.tsx'
import { ShownOnce } from './shown-once.tsx'
import { merchantTexts } from './texts.ts'

type Delivery = Item<'listDeliveries'>
const colors: Readonly<Record<Delivery['state'], string>> = { delivered: 'jade', pending: 'blue', failed: 'red' }

const Attempts = ({ of }: { readonly of: Delivery }): ReactNode => {
  const t = useTexts(merchantTexts).webhooks
  return (
    <Stack gap="xs">
      {of.next_try_at !== null && <Text size="sm">{t.next}: <When at={of.next_try_at} relative /></Text>}
      {of.attempts.map(({ at, url, duration_ms: ms, outcome, status, response_head: head, detail }) => (
        <Paper key={at} p="sm" radius="md">
          <Group justify="space-between">
            <Text size="sm" fw={600}>{status ?? outcome.replaceAll('_', ' ')}</Text>
            <Text size="xs" c="dimmed"><When at={at} /> · {t.took} {lengthText(ms)}</Text>
          </Group>
          {url !== null && url !== of.request.url && <Text size="xs" c="dimmed" className="identifier">{url}</Text>}
          {detail !== '' && <Text size="sm" c="dimmed">{detail}</Text>}
          {head !== '' && <Code block mt={6}>{head}</Code>}
        </Paper>
      ))}
    </Stack>
  )
}

const Redeliver = ({ endpoint, from, to, label }: {
  readonly endpoint: string; readonly from: number; readonly to: number; readonly label: string
}): ReactNode => {
  const t = useTexts(merchantTexts).webhooks
  return (
    <ActButton act="redeliver" label={label} text={t.redeliverText} refreshes={['listDeliveries']}
      initial={{ from_sequence: from, to_sequence: to }}
      input={(body) => ({ params: { endpoint }, body })}>
      {(form) => (
        <Group grow>
          <NumberInput label={t.from} min={1} allowDecimal={false} {...form.getInputProps('from_sequence')} />
          <NumberInput label={t.to} min={1} allowDecimal={false} {...form.getInputProps('to_sequence')} />
        </Group>
      )}
    </ActButton>
  )
}

const Deliveries = ({ endpoint }: { readonly endpoint: string }): ReactNode => {
  const t = useTexts(merchantTexts).webhooks
  const mayDevelop = useMay('develop')
  const [{ state }, setFilter] = useFilters('state')
  const pages = usePages('listDeliveries', {
    params: { endpoint }, query: { limit: 20, ...(state === undefined ? {} : { state: state as Delivery['state'] }) },
  }, { cursorOf: ({ sequence }) => sequence, cursorName: 'before', everyMs: 5_000 })
  const newest = pages.items?.[0]?.sequence ?? 1
  return (
    <Paper p={0}>
      <Group justify="space-between" p="md">
        <Title order={2}>{t.deliveries}</Title>
        <Group gap="sm">
          <Select aria-label={t.status} placeholder={t.any} clearable value={state ?? null} onChange={(value) => setFilter('state', value)}
            data={Object.entries(t.states).map(([value, label]) => ({ value, label }))} />
          {mayDevelop && <Redeliver endpoint={endpoint} from={1} to={newest} label={t.rewind} />}
        </Group>
      </Group>
      {pages.items === undefined && (pages.error ? <ErrorState error={pages.error} retry={pages.refetch} /> : <LoadingState />)}
      {pages.items?.length === 0 && <EmptyState title={t.noDeliveries} />}
      <Accordion chevronPosition="left">
        {pages.items?.map((delivery) => (
          <Accordion.Item key={delivery.sequence} value={String(delivery.sequence)}>
            <Accordion.Control>
              <Group justify="space-between" pe="md">
                <Text size="sm" fw={600}>{delivery.sequence} · {delivery.type}</Text>
                <Group gap="sm">
                  <Text size="xs" c="dimmed">{t.tries}: {delivery.tries}</Text>
                  <Badge color={colors[delivery.state]}>{t.states[delivery.state]}</Badge>
                </Group>
              </Group>
            </Accordion.Control>
            <Accordion.Panel>
              <Stack>
                <Attempts of={delivery} />
                {mayDevelop && <Group><Redeliver endpoint={endpoint} from={delivery.sequence} to={delivery.sequence}
                  label={t.redeliver} /></Group>}
              </Stack>
            </Accordion.Panel>
          </Accordion.Item>
        ))}
      </Accordion>
      <Paging pages={pages} />
    </Paper>
  )
}

export default (): ReactNode => {
  const t = useTexts(merchantTexts).webhooks
  const { endpoint: id = '' } = useParams()
  const { party } = useUser()
  const mayDevelop = useMay('develop')
  const [secret, setSecret] = useState<string>()
  const read = useRead('getWebhookEndpoint', { params: { endpoint: id } })
  return (
    <Page title={t.title} back={{ to: `/${party}/webhooks`, label: t.back }} text={<Copy text={id} />} actions={mayDevelop && read.data && (
      <EndpointActs of={read.data} onSecret={setSecret} />
    )}>
      <Read of={read}>
        {(endpoint) => (
          <Paper>
            <Facts facts={[
              [t.url, <Copy key="url" text={endpoint.url} />], [t.description, endpoint.description],
              [t.status, <EndpointBadge key="status" of={endpoint} />],
              [t.pausedSince, endpoint.paused_at !== null && <When key="paused" at={endpoint.paused_at} />],
              [t.types, endpoint.types.length === 0 ? t.all : endpoint.types.join(', ')],
              [t.publicKey, endpoint.ed25519_public_key !== null && <Copy text={endpoint.ed25519_public_key} />],
            ]} />
          </Paper>
        )}
      </Read>
      <Deliveries endpoint={id} />
      <ShownOnce title={t.secret} text={t.secretText} secret={secret} done={t.done} close={() => setSecret(undefined)} />
    </Page>
  )
}
