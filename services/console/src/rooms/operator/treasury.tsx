import { Badge, Group, Paper, Select, TextInput, Title } from '@mantine/core'
import type { ReactNode } from 'react'
import type { Input, Item } from '../../api/client.ts'
import { usePages, useRead } from '../../api/hooks.ts'
import { useMay } from '../../app/session-context.tsx'
import { useTexts } from '../../language/language.tsx'
import { ActButton } from '../../parts/act-form.tsx'
import { Amount } from '../../parts/amount.tsx'
import { Copy } from '../../parts/copy.tsx'
import { DataTable, Rows } from '../../parts/data-table.tsx'
import { useFilters } from '../../parts/filters.ts'
import { Page } from '../../parts/page.tsx'
import { EmptyState, Read } from '../../parts/states.tsx'
import { When } from '../../parts/when.tsx'
import { DepositActs } from './deposit-acts.tsx'
import { Dispatches } from './payouts.tsx'
import { ProveButton, ReservesHead } from './reserves.tsx'
import { Suspense } from './suspense.tsx'
import { operatorTexts } from './texts.ts'
import { restingStates } from './waiting.ts'

type DepositState = NonNullable<NonNullable<Input<'listDeposits'>['query']>['state']>
const depositStates: readonly DepositState[] = ['held', 'observed', 'solid', 'booked', 'credited', 'suspense', 'blocked',
  'rejected', 'revoked', 'reversed', 'refused']

/** A step that the ledger refused is an incident; once its cause is gone the ledger is asked again. */
const RetryDeposit = ({ deposit }: { readonly deposit: Item<'listDeposits'> }): ReactNode => {
  const { treasury: t } = useTexts(operatorTexts)
  return (
    <ActButton act="retryDeposit" label={t.retry} refreshes={['listDeposits', 'listIncidents']} initial={{ reason: '' }}
      input={({ reason }) => ({ params: { deposit: deposit.id }, body: { address: deposit.address, reason: reason.trim() } })}>
      {(form) => <TextInput label={t.reason} required data-autofocus {...form.getInputProps('reason')} />}
    </ActButton>
  )
}

const Deposits = (): ReactNode => {
  const { treasury: t } = useTexts(operatorTexts)
  const may = useMay('money')
  const [{ state }, setFilter] = useFilters('state')
  const chosen = depositStates.find((each) => each === state)
  const pages = usePages('listDeposits', { query: chosen === undefined ? {} : { state: chosen } }, { cursorOf: ({ cursor }) => cursor })
  return (
    <section aria-label={t.deposits}>
      <Title order={2} mb="sm">{t.deposits}</Title>
      <DataTable pages={pages} label={t.deposits} keyOf={({ id, cursor }) => `${id}:${cursor}`} empty={<EmptyState
        title={t.noDeposits} />}
        filters={<Select aria-label={t.state} placeholder={t.state} clearable data={[...depositStates]} value={chosen ?? null}
          onChange={(value) => setFilter('state', value)} />}
        columns={[
          { title: t.txid, cell: ({ txid }) => <Copy text={txid} shown={`${txid.slice(0, 8)}…`} /> },
          { title: t.state, cell: ({ state: word }) => <Badge
            color={restingStates.includes(word) ? 'orange' : word === 'credited' || word === 'settled' ? 'jade'
              : 'gray'}>{word}</Badge> },
          { title: t.holder, cell: ({ holder }) => <span className="identifier">{holder}</span> },
          { title: t.block, end: true, cell: ({ block }) => block },
          { title: t.amount, end: true, cell: ({ amount }) => <Amount of={amount} /> },
          { title: t.at, cell: ({ at }) => <When at={at} /> },
          { title: '', end: true, cell: (deposit) => may && (deposit.state !== 'suspense' && restingStates.includes(deposit.state)
            ? <DepositActs deposit={deposit} />
            : deposit.state === 'refused' && <RetryDeposit deposit={deposit} />) },
        ]} />
    </section>
  )
}

const Unapplied = (): ReactNode => {
  const { treasury: t } = useTexts(operatorTexts)
  const read = useRead('listUnapplied', {})
  return (
    <Paper p={0} style={{ overflow: 'hidden' }}>
      <Group p="lg" pb="xs"><Title order={2}>{t.unapplied}</Title></Group>
      <Read of={read}>
        {({ data }) => (
          <Rows rows={data} label={t.unapplied} keyOf={({ payment }) => payment} linkOf={({ payment }) => `/operator/payments/${payment}`}
            empty={<EmptyState title={t.noUnapplied} />} columns={[
              { title: t.payment, cell: ({ payment }) => <span className="identifier">{payment.slice(-10)}</span> },
              { title: t.state, cell: ({ context, state }) => (context ?? state).replaceAll('_', ' ') },
              { title: t.asked, end: true, cell: ({ asked }) => <Amount of={asked} /> },
              { title: t.applied, end: true, cell: ({ applied }) => <Amount of={applied} /> },
              { title: t.unapplied, end: true, cell: ({ unapplied }) => <Amount of={unapplied} /> },
            ]} />
        )}
      </Read>
    </Paper>
  )
}

const Treasury = (): ReactNode => {
  const { treasury: t } = useTexts(operatorTexts)
  return (
    <Page title={t.title} text={t.text} actions={<ProveButton />}>
      <ReservesHead />
      <Suspense />
      <Deposits />
      <Unapplied />
      <Dispatches halted />
    </Page>
  )
}

export default Treasury
