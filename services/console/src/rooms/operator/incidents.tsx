import { Badge, Group, Paper, SegmentedControl, Select, SimpleGrid, Stack, Text, TextInput, Title } from '@mantine/core'
import { IconShieldCheck } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import type { Item } from '../../api/client.ts'
import { usePages } from '../../api/hooks.ts'
import { useMay, useUser } from '../../app/session-context.tsx'
import { useTexts } from '../../language/language.tsx'
import { ActButton } from '../../parts/act-form.tsx'
import { Amount } from '../../parts/amount.tsx'
import { Copy } from '../../parts/copy.tsx'
import { Paging } from '../../parts/data-table.tsx'
import { Facts } from '../../parts/facts.tsx'
import { useFilters } from '../../parts/filters.ts'
import { Page } from '../../parts/page.tsx'
import { EmptyState, ErrorState, LoadingState } from '../../parts/states.tsx'
import { When } from '../../parts/when.tsx'
import { incidentTexts } from './incidents.texts.ts'

type Incident = Item<'listIncidents'>
type Class = 'deposit' | 'hot' | 'cold' | 'frozen'
const refreshes = ['listIncidents'] as const

const Propose = ({ incident }: { readonly incident: Incident }): ReactNode => {
  const t = useTexts(incidentTexts)
  return (
    <ActButton act="proposeClosingIncident" label={t.propose} text={incident.stops.length > 0 ? t.proposeText : t.closeText}
      variant="filled"
      refreshes={refreshes} initial={{ reason: '', amount: '', of: 'hot' as Class }}
      input={({ reason, amount, of }) => ({
        params: { incident: incident.id },
        body: {
          reason: reason.trim(),
          ...(amount.trim() === '' ? {} : { write_off: { class: of, amount: { amount: amount.trim(), currency: 'USDT' as const } } }),
        },
      })}>
      {(form) => (
        <>
          <TextInput label={t.reason} required data-autofocus {...form.getInputProps('reason')} />
          <SimpleGrid cols={2}>
            <TextInput label={t.writeOff} description={t.writeOffText} inputMode="decimal" {...form.getInputProps('amount')} />
            {form.values.amount.trim() !== '' && <Select label={t.class} allowDeselect={false} {...form.getInputProps('of')}
              data={Object.entries(t.classes).map(([value, label]) => ({ value, label }))} />}
          </SimpleGrid>
        </>
      )}
    </ActButton>
  )
}

const Acts = ({ incident }: { readonly incident: Incident }): ReactNode => {
  const t = useTexts(incidentTexts)
  const { operator, party } = useUser()
  const may = useMay('money') && party === 'operator'
  if (!may || incident.state === 'closed') return null
  if (incident.state === 'open') return <Propose incident={incident} />
  return operator !== null && incident.operators.includes(operator)
    ? <Text size="sm" c="dimmed">{t.yours}</Text>
    : <ActButton act="approveClosingIncident" label={t.approve} text={t.approveText} variant="filled" refreshes={refreshes} initial={{}}
      input={() => ({ params: { incident: incident.id } })} />
}

const One = ({ incident }: { readonly incident: Incident }): ReactNode => {
  const t = useTexts(incidentTexts)
  const color = incident.state === 'closed' ? 'gray' : incident.stops.length > 0 ? 'red' : 'orange'
  return (
    <Paper component="article" aria-label={`${t.title} ${incident.id}`}
      style={{ borderInlineStart: `6px solid var(--mantine-color-${color}-6)` }}>
      <Stack gap="sm">
        <Group justify="space-between" align="flex-start">
          <div>
            <Group gap="xs">
              <Title order={2}>{incident.kind.replaceAll('_', ' ')}</Title>
              <Badge color={color}>{t.states[incident.state]}</Badge>
            </Group>
            <Text size="sm" fw={600} c={incident.stops.length > 0 && incident.state !== 'closed' ? 'red' : 'dimmed'}>
              {incident.stops.length > 0 ? `${t.stops}: ${incident.stops.join(', ')}` : t.stopsNothing}</Text>
          </div>
          <Text size="sm" c="dimmed"><When at={incident.opened_at} relative /></Text>
        </Group>
        <Facts facts={[
          [t.what, incident.detail], [t.cause, incident.cause !== incident.detail && <Copy text={incident.cause} />],
          [t.amount, incident.amount && <Amount of={incident.amount} />], [t.operators, incident.operators.join(', ')],
          [t.reason, incident.reason],
        ]} />
        <Group><Acts incident={incident} /></Group>
      </Stack>
    </Paper>
  )
}

const Incidents = (): ReactNode => {
  const t = useTexts(incidentTexts)
  const [{ show }, setFilter] = useFilters('show')
  const pages = usePages('listIncidents', { query: show === 'all' ? {} : { open: 'true' } }, { cursorOf: ({ cursor }) => cursor })
  return (
    <Page title={t.title} text={t.text} actions={(
      <SegmentedControl aria-label={t.state} value={show ?? ''} onChange={(value) => setFilter('show', value)}
        data={[{ value: '', label: t.open }, { value: 'all', label: t.all }]} />
    )}>
      {pages.items === undefined
        ? <Paper>{pages.error ? <ErrorState error={pages.error} retry={pages.refetch} /> : <LoadingState lines={5} />}</Paper>
        : pages.items.length === 0
          ? <Paper><EmptyState icon={IconShieldCheck} title={t.none} text={t.noneText} /></Paper>
          : pages.items.map((incident) => <One key={incident.id} incident={incident} />)}
      <Paging pages={pages} />
    </Page>
  )
}

export default Incidents
