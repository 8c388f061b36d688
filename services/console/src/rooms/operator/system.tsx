import { Badge, Group, Paper, Stack, TextInput, Title } from '@mantine/core'
import type { ReactNode } from 'react'
import type { Input, Item } from '../../api/client.ts'
import { useRead } from '../../api/hooks.ts'
import { useMay, useUser } from '../../app/session-context.tsx'
import { useTexts } from '../../language/language.tsx'
import { ActButton } from '../../parts/act-form.tsx'
import { Rows } from '../../parts/data-table.tsx'
import { Page } from '../../parts/page.tsx'
import { EmptyState, Read } from '../../parts/states.tsx'
import { When } from '../../parts/when.tsx'
import { ChainActs } from './chain-acts.tsx'
import { Lags } from './lags.tsx'
import { SystemMap } from './map.tsx'
import { operatorTexts } from './texts.ts'

type Parked = Item<'listParked'>['parked'][number] & { readonly service: string }
type Service = NonNullable<Input<'requestRepair'>['body']>['service']
const everyMs = 15_000

const Repair = ({ one, action }: { readonly one: Parked; readonly action: 'retry' | 'skip' }): ReactNode => {
  const { system: t } = useTexts(operatorTexts)
  return (
    <ActButton act="requestRepair" label={t[action]} danger={action === 'skip'} text={action === 'skip' ? t.skipText : undefined}
      refreshes={['listParked', 'listRepairs']} initial={{ reason: '' }}
      input={({ reason }) => ({
        body: {
          service: one.service as Service, consumer: one.consumer, log: one.log, key: one.key, action, reason: reason.trim(),
          ...(action === 'skip' ? { position: one.position } : {}),
        },
      })}>
      {(form) => <TextInput label={t.reason} required data-autofocus {...form.getInputProps('reason')} />}
    </ActButton>
  )
}

const Services = ({ services }: { readonly services: readonly Item<'listParked'>[] }): ReactNode => {
  const { system: t } = useTexts(operatorTexts)
  const may = useMay('administer')
  const parked = services.flatMap(({ service, parked: each }) => each.map((one) => ({ ...one, service })))
  return (
    <>
      <SystemMap services={services} />
      <Lags />
      <Paper p={0} style={{ overflow: 'hidden' }}>
        <Title order={2} p="lg" pb="xs">{t.parked}</Title>
        <Rows rows={parked} label={t.parked} keyOf={(one) => `${one.service}:${one.consumer}:${one.position}`} empty={<EmptyState
          title={t.nothingParked} />} columns={[
          { title: t.consumer, cell: (one) => `${one.service} · ${one.consumer}` },
          { title: t.key, cell: ({ key }) => <span className="identifier">{key}</span> },
          { title: t.position, end: true, cell: ({ log, position }) => `${log} ${position}` },
          { title: t.reason, cell: ({ reason }) => reason },
          { title: t.since, cell: ({ parked_at: at }) => <When at={at} relative /> },
          { title: '', end: true, cell: (one) => may && <Group gap="xs" justify="flex-end"><Repair one={one}
            action="retry" /><Repair one={one} action="skip" /></Group> },
        ]} />
      </Paper>
    </>
  )
}

const Repairs = (): ReactNode => {
  const { system: t } = useTexts(operatorTexts)
  const { operator } = useUser()
  const may = useMay('administer')
  const read = useRead('listRepairs', {})
  return (
    <Paper p={0} style={{ overflow: 'hidden' }}>
      <Title order={2} p="lg" pb="xs">{t.repairs}</Title>
      <Read of={read}>
        {({ data }) => (
          <Rows rows={data} label={t.repairs} keyOf={({ id }) => id} empty={<EmptyState title={t.noRepairs} />} columns={[
            { title: t.action, cell: (one) => `${one.action} ${one.service} · ${one.consumer}` },
            { title: t.state, cell: ({ state }) => <Badge color={state === 'done' ? 'jade' : state === 'refused' ? 'red'
              : 'blue'}>{state}</Badge> },
            { title: t.reason, cell: ({ reason }) => reason },
            { title: t.by, cell: ({ operators }) => operators.join(', ') },
            { title: t.since, cell: ({ asked_at: at }) => <When at={at} /> },
            {
              title: '', end: true, cell: ({ id, state, operators }) => may && state === 'requested'
                && !operators.includes(operator ?? '') &&
                <ActButton act="approveRepair" label={t.approve} refreshes={['listRepairs', 'listParked']} initial={{}}
                  input={() => ({ params: { repair: id } })} />,
            },
          ]} />
        )}
      </Read>
    </Paper>
  )
}

const Prices = (): ReactNode => {
  const { system: t } = useTexts(operatorTexts)
  const read = useRead('listReferences', {}, { everyMs })
  return (
    <Paper p={0} style={{ overflow: 'hidden' }}>
      <Title order={2} p="lg" pb="xs">{t.prices}</Title>
      <Read of={read}>
        {({ data }) => (
          <Rows rows={data} label={t.prices} keyOf={({ currency }) => currency} empty={<EmptyState title={t.noPrices} />} columns={[
            { title: t.currency, cell: ({ currency }) => currency },
            { title: t.price, end: true, cell: ({ price }) => <span className="amount">{price}</span> },
            { title: t.since, cell: ({ at }) => <When at={at} relative /> },
            { title: t.sources, cell: ({ inputs }) => inputs.filter((input) => input['used'] === true).map((input) =>
              String(input['source'])).join(', ') },
          ]} />
        )}
      </Read>
    </Paper>
  )
}

const Outages = (): ReactNode => {
  const { system: t } = useTexts(operatorTexts)
  const { operator } = useUser()
  const may = useMay('administer')
  const read = useRead('listOutages', {})
  const iso = (local: string): string => (local === '' ? '' : new Date(local).toISOString())
  return (
    <Paper p={0} style={{ overflow: 'hidden' }}>
      <Group justify="space-between" p="lg" pb="xs">
        <Title order={2}>{t.outages}</Title>
        {may && (
          <ActButton act="proposeOutage" label={t.propose} text={t.proposeText} refreshes={['listOutages']}
            initial={{ from: '', to: '', reason: '' }}
            input={({ from, to, reason }) => ({ body: { from: iso(from), to: iso(to), reason: reason.trim() } })}>
            {(form) => (
              <>
                <TextInput type="datetime-local" label={t.from} required {...form.getInputProps('from')} />
                <TextInput type="datetime-local" label={t.to} required {...form.getInputProps('to')} />
                <TextInput label={t.reason} required {...form.getInputProps('reason')} />
              </>
            )}
          </ActButton>
        )}
      </Group>
      <Read of={read}>
        {({ data }) => (
          <Rows rows={data} label={t.outages} keyOf={({ id }) => id} empty={<EmptyState title={t.noOutages} />} columns={[
            { title: t.from, cell: ({ from }) => <When at={from} /> },
            { title: t.to, cell: ({ to }) => <When at={to} /> },
            { title: t.reason, cell: ({ reason }) => reason },
            { title: t.state, cell: ({ state }) => <Badge color={state === 'recorded' ? 'jade' : 'orange'}>{state}</Badge> },
            { title: t.by, cell: ({ operators }) => operators.join(', ') },
            {
              title: '', end: true, cell: ({ id, state, operators }) => may && state === 'proposed'
                && !operators.includes(operator ?? '') &&
                <ActButton act="approveOutage" label={t.approve} refreshes={['listOutages']} initial={{}}
                  input={() => ({ params: { outage: id } })} />,
            },
          ]} />
        )}
      </Read>
    </Paper>
  )
}

const System = (): ReactNode => {
  const { system: t } = useTexts(operatorTexts)
  const parked = useRead('listParked', {}, { everyMs })
  return (
    <Page title={t.title} text={t.text}>
      <Read of={parked}>{({ data }) => <Services services={data} />}</Read>
      <Stack gap="lg">
        <Outages />
        <Repairs />
        <Prices />
        <ChainActs />
      </Stack>
    </Page>
  )
}

export default System
