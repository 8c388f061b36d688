import { Badge, Group, Select, TextInput, Title } from '@mantine/core'
import { IconArrowUpRight } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { usePages } from '../../api/hooks.ts'
import { useMay, useUser } from '../../app/session-context.tsx'
import { useTexts } from '../../language/language.tsx'
import { wordIn } from '../../language/texts.ts'
import { ActButton } from '../../parts/act-form.tsx'
import { Amount } from '../../parts/amount.tsx'
import { Copy } from '../../parts/copy.tsx'
import { DataTable } from '../../parts/data-table.tsx'
import { useFilters } from '../../parts/filters.ts'
import { Page } from '../../parts/page.tsx'
import { PayoutState, shortAddress, type Payout } from '../../parts/payouts/state.tsx'
import { payoutTexts } from '../../parts/payouts/texts.ts'
import { EmptyState } from '../../parts/states.tsx'
import { When } from '../../parts/when.tsx'
import { moneyOutTexts } from './money-out.texts.ts'


export const Dispatches = ({ halted = false }: { readonly halted?: boolean }): ReactNode => {
  const t = useTexts(moneyOutTexts)
  const { party } = useUser()
  const may = useMay('money') && party === 'operator'
  const pages = usePages('listDispatches', { query: { limit: 20, ...(halted ? { status: 'halted' } : {}) } },
    { cursorOf: ({ cursor }) => cursor })
  return (
    <section aria-label={t.dispatches}>
      <Title order={2} mb="sm">{t.dispatches}</Title>
      <DataTable pages={pages} label={t.dispatches} keyOf={({ id }) => id} empty={<EmptyState title={t.noDispatches} />} columns={[
        { title: t.dispatch, cell: ({ kind }) => kind.replaceAll('_', ' ') },
        { title: t.state, cell: ({ status }) => <Badge color={status === 'halted' ? 'red' : status === 'landed' ? 'jade' : 'blue'}>
          {wordIn(t.dispatchStates, status)}</Badge> },
        { title: t.from, cell: ({ from }) => from },
        { title: t.to, cell: ({ to }) => <Copy text={to} shown={shortAddress(to)} /> },
        { title: t.attempts, end: true, cell: ({ attempts }) => <span className="amount">{attempts}</span> },
        { title: t.txid, cell: ({ txid }) => (txid === null ? '–' : <Copy text={txid} shown={shortAddress(txid)} />) },
        { title: t.reason, cell: ({ reason }) => reason?.replaceAll('_', ' ') ?? '' },
        { title: '', end: true, cell: ({ id, status }) => may && status === 'halted' && (
          <ActButton act="retryDispatch" label={t.retry} text={t.retryText} refreshes={['listDispatches']} initial={{ reason: '' }}
            input={(body) => ({ params: { dispatch: id }, body })}>
            {(form) => <TextInput label={t.reason} required data-autofocus {...form.getInputProps('reason')} />}
          </ActButton>
        ) },
      ]} />
    </section>
  )
}

const Approvals = ({ payout: { status, approved_by: people, approvals_needed: needed } }: { readonly payout: Payout }): ReactNode =>
  needed === 0 && status !== 'approving'
    ? <>–</>
    : <Badge variant="outline" color={people.length >= needed ? 'jade' : 'orange'} className="amount">{people.length}/{needed}</Badge>

const Payouts = (): ReactNode => {
  const t = useTexts(moneyOutTexts)
  const { party } = useUser()
  const [{ status, owner }, setFilter] = useFilters('status', 'owner')
  const states = useTexts(payoutTexts).states
  const chosen = status !== undefined && status in states ? status as Payout['status'] : undefined
  const pages = usePages('listPayouts', {
    query: { ...(chosen === undefined ? {} : { status: chosen }), ...(owner === undefined ? {} : { owner }) },
  })
  return (
    <Page title={t.payouts} text={t.text}>
      <DataTable pages={pages} label={t.payouts} keyOf={({ id }) => id} linkOf={({ id }) => `/${party}/payouts/${id}`}
        empty={<EmptyState icon={IconArrowUpRight} title={t.empty} text={t.emptyText} />}
        filters={<Select aria-label={t.state} placeholder={t.all} clearable value={chosen ?? null}
          onChange={(value) => setFilter('status', value)} data={Object.entries(states).map(([value, label]) => ({ value, label }))} />}
        columns={[
          { title: t.state, cell: ({ status: word }) => <PayoutState status={word} /> },
          { title: t.owner, cell: ({ owner: of, kind }) => <Group gap={6} wrap="nowrap"><span>{wordIn(t.kinds, kind)}</span>
            <span className="identifier">{of.slice(-8)}</span></Group> },
          { title: t.to, cell: ({ to }) => <span className="identifier">{shortAddress(to)}</span> },
          { title: t.approvals, cell: (payout) => <Approvals payout={payout} /> },
          { title: t.asked, cell: ({ requested_at: at }) => <When at={at} /> },
          { title: t.fee, end: true, cell: ({ fee }) => <Amount of={fee} /> },
          { title: t.amount, end: true, cell: ({ amount }) => <Amount of={amount} /> },
        ]} />
      <Dispatches />
    </Page>
  )
}

export default Payouts
