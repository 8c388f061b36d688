import { Badge, Group, Paper, Select, Text, TextInput, Title } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { usePages, useRead } from '../../api/hooks.ts'
import { useMay } from '../../app/session-context.tsx'
import { useNow } from '../../format/now.ts'
import { useTexts } from '../../language/language.tsx'
import { wordIn } from '../../language/texts.ts'
import { ActButton } from '../../parts/act-form.tsx'
import { Amount } from '../../parts/amount.tsx'
import { Copy } from '../../parts/copy.tsx'
import { DataTable, Rows } from '../../parts/data-table.tsx'
import { EmptyState, Read } from '../../parts/states.tsx'
import { When } from '../../parts/when.tsx'
import { moneyTexts } from './money.texts.ts'

const refreshes = ['listPayouts', 'getBalance', 'getStatement'] as const
/** A payout may be taken back until it is signed; the API decides anyway. */
const open: readonly string[] = ['requested', 'screening', 'approving']
const colorOf = (status: string): string =>
  status === 'confirmed' ? 'jade' : status === 'approving' ? 'orange' : status === 'refused' || status === 'voided' ? 'gray' : 'blue'

export const WithdrawButton = (): ReactNode => {
  const t = useTexts(moneyTexts)
  const { data } = useRead('listPayoutDestinations', {})
  const nowMs = useNow(30_000)
  const usable = data?.data.filter(({ usable_at: at }) => Date.parse(at) <= nowMs) ?? []
  if (!useMay('money')) return null
  return (
    <ActButton act="createPayout" label={t.ask} text={t.withdrawText} variant="filled" refreshes={refreshes}
      initial={{ to: usable[0]?.address ?? '', amount: { amount: '' } }}
      input={({ to, amount }) => ({ body: { to, amount: { amount: amount.amount.trim(), currency: 'USDT' } } })}>
      {(form) => (
        <>
          <Select label={t.destination} required allowDeselect={false} nothingFoundMessage={t.noDestinations}
            data={usable.map(({ address, label }) => ({ value: address, label: label === null ? address : `${label} · ${address}` }))}
            {...form.getInputProps('to')} />
          <TextInput label={t.amount} required inputMode="decimal" rightSection="USDT" rightSectionWidth={60}
            {...form.getInputProps('amount.amount')} />
        </>
      )}
    </ActButton>
  )
}

const Destinations = (): ReactNode => {
  const t = useTexts(moneyTexts)
  const may = useMay('money')
  const nowMs = useNow(30_000)
  const read = useRead('listPayoutDestinations', {})
  const renewed = ['listPayoutDestinations'] as const
  return (
    <Paper p={0} style={{ overflow: 'hidden' }}>
      <Group justify="space-between" p="lg" pb="xs">
        <Title order={2}>{t.destinations}</Title>
        {may && (
          <ActButton act="addPayoutDestination" label={t.addDestination} text={t.addText} icon={<IconPlus size={16} />}
            refreshes={renewed}
            initial={{ address: '', label: '' }}
            input={({ address, label }) => ({ body: { address: address.trim(), ...(label.trim() === '' ? {}
              : { label: label.trim() }) } })}>
            {(form) => (
              <>
                <TextInput label={t.address} required data-autofocus autoComplete="off" {...form.getInputProps('address')} />
                <TextInput label={t.label} autoComplete="off" {...form.getInputProps('label')} />
              </>
            )}
          </ActButton>
        )}
      </Group>
      <Read of={read}>
        {({ data }) => (
          <Rows rows={data} label={t.destinations} keyOf={({ address }) => address}
            empty={<EmptyState title={t.noDestinations} text={t.noDestinationsText} />} columns={[
              { title: t.destination, cell: ({ address, label }) => <div><Text size="sm" fw={600}>{label ?? '–'}</Text><Copy
                text={address} /></div> },
              { title: t.usable, cell: ({ usable_at: at }) => (Date.parse(at) <= nowMs
                ? <Badge color="jade">{t.usable}</Badge>
                : <Text size="sm">{t.usableFrom} <When at={at} /></Text>) },
              { title: '', end: true, cell: ({ address }) => may && <ActButton act="removePayoutDestination" label={t.remove} danger
                refreshes={renewed}
                initial={{}} input={() => ({ body: { address } })} /> },
            ]} />
        )}
      </Read>
    </Paper>
  )
}

/** Where own money goes to, and what went. */
export const Withdrawals = (): ReactNode => {
  const t = useTexts(moneyTexts)
  const may = useMay('money')
  const pages = usePages('listPayouts', { query: {} })
  return (
    <>
      <Destinations />
      <section aria-label={t.payouts}>
        <Title order={2} mb="sm">{t.payouts}</Title>
        <DataTable pages={pages} label={t.payouts} keyOf={({ id }) => id} empty={<EmptyState title={t.noPayouts} />} columns={[
          { title: t.at, cell: ({ requested_at: at }) => <When at={at} /> },
          { title: t.state, cell: ({ status, reason }) => <div><Badge color={colorOf(status)}>{wordIn(t.payoutStates, status)}</Badge>
            {reason !== null && <Text size="xs" c="dimmed">{reason.replaceAll('_', ' ')}</Text>}</div> },
          { title: t.destination, cell: ({ to }) => <Copy text={to} shown={`${to.slice(0, 6)}…${to.slice(-6)}`} /> },
          { title: t.txid, cell: ({ txid }) => (txid === null ? '–' : <Copy text={txid} shown={`${txid.slice(0, 8)}…`} />) },
          { title: t.fee, end: true, cell: ({ fee }) => <Amount of={fee} /> },
          { title: t.amount, end: true, cell: ({ amount }) => <Amount of={amount} /> },
          { title: '', end: true, cell: ({ id, status }) => may && open.includes(status) &&
            <ActButton act="cancelPayout" label={t.cancel} danger refreshes={refreshes} initial={{}}
              input={() => ({ params: { payout: id } })} /> },
        ]} />
      </section>
    </>
  )
}
