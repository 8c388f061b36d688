import { Anchor, Badge, Select, SimpleGrid, Text } from '@mantine/core'
import { IconArrowBarToDown } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { Link } from 'react-router'
import type { Item } from '../../api/client.ts'
import { usePages, useRead } from '../../api/hooks.ts'
import { useUser } from '../../app/session-context.tsx'
import { decimalOf, unitsOf } from '../../format/money.ts'
import { useTexts } from '../../language/language.tsx'
import { Amount } from '../../parts/amount.tsx'
import { Copy } from '../../parts/copy.tsx'
import { DataTable } from '../../parts/data-table.tsx'
import { Figure } from '../../parts/figure.tsx'
import { useFilters } from '../../parts/filters.ts'
import { Page } from '../../parts/page.tsx'
import { shortAddress } from '../../parts/payouts/state.tsx'
import { EmptyState } from '../../parts/states.tsx'
import { sweepTexts } from './sweeps.texts.ts'

type Sweep = Item<'listSweeps'>
const trx = (amount: string) => ({ amount, currency: 'TRX' })

/** Where the money on chain lies, by the books, and what cannot go for want of it. */
const Custody = (): ReactNode => {
  const t = useTexts(sweepTexts)
  const { party } = useUser()
  const custody = useRead('getCustody', {})
  const waiting = useRead('listPayouts', { query: { status: 'waiting', limit: 100 } })
  const count = waiting.data === undefined ? '–' : `${waiting.data.data.length}${waiting.data.has_more ? '+' : ''}`
  const { data: held } = custody
  const isDoubtful = held !== undefined && unitsOf(held.doubtful.posted.amount, 6) > 0n
  return (
    <SimpleGrid cols={{ base: 2, md: 3 }} spacing="sm">
      {(['hot', 'deposit', 'cold'] as const).map((place) => {
        const account = held?.[place]
        return (
          <Figure key={place} title={t[place]} {...(account === undefined ? {} : {
            to: `/${party}/books/${encodeURIComponent(account.account)}`, hint: <>{t.free} <Amount of={account.free} /></>,
          })}>{account === undefined ? '–' : <Amount of={account.posted} />}</Figure>
        )
      })}
      <Figure title={t.ceiling} hint={held === undefined ? '' : held.hot_target === null ? t.noCeilingText
        : <>{t.target} <Amount of={held.hot_target} /></>}>
        {held === undefined ? '–' : held.hot_ceiling === null ? t.noCeiling : <Amount of={held.hot_ceiling} />}
      </Figure>
      <Figure title={t.doubtful} hint={t.doubtfulText} color={isDoubtful ? 'orange' : undefined}
        {...(held === undefined ? {} : { to: `/${party}/books/${encodeURIComponent(held.doubtful.account)}` })}>
        {held === undefined ? '–' : <Amount of={held.doubtful.posted} />}
      </Figure>
      <Figure title={t.waiting} hint={t.waitingText} color={count === '0' || count === '–' ? undefined : 'orange'}
        {...(party === 'accountant' ? {} : { to: `/${party}/payouts?status=waiting` })}>{count}</Figure>
    </SimpleGrid>
  )
}

const Way = ({ sweep }: { readonly sweep: Sweep }): ReactNode => {
  const t = useTexts(sweepTexts)
  return (
    <div>
      <Badge color={sweep.way === 'lend' ? 'jade' : 'orange'}>{t.ways[sweep.way]}</Badge>
      {sweep.way === 'lend' && <Text size="xs" c="dimmed" component="div">{t.stake} <Amount of={trx(sweep.stake_lent)} /></Text>}
      {sweep.reason !== null && <Text size="xs" c="dimmed">{t.reason}: {sweep.reason.replaceAll('_', ' ')}</Text>}
    </div>
  )
}

const sumOf = (sweeps: readonly Sweep[]): string => decimalOf(sweeps.reduce((sum, { cost }) => sum + unitsOf(cost, 6), 0n), 6)

const Sweeps = (): ReactNode => {
  const t = useTexts(sweepTexts)
  const { party } = useUser()
  const [{ status }, setFilter] = useFilters('status')
  const chosen = status !== undefined && status in t.states ? status as Sweep['status'] : undefined
  const pages = usePages('listSweeps', { query: chosen === undefined ? {} : { status: chosen } }, { cursorOf: ({ cursor }) => cursor })
  return (
    <Page title={t.title} text={t.text}>
      <Custody />
      <DataTable pages={pages} label={t.title} keyOf={({ id }) => id}
        empty={<EmptyState icon={IconArrowBarToDown} title={t.empty} text={t.emptyText} />}
        filters={(
          <>
            <Select aria-label={t.state} placeholder={t.all} clearable value={chosen ?? null}
              onChange={(value) => setFilter('status', value)}
              data={Object.entries(t.states).map(([value, label]) => ({ value, label }))} />
            {pages.items !== undefined && pages.items.length > 0 && (
              <Text size="sm" c="dimmed">
                {t.shownCost} <Amount of={trx(sumOf(pages.items))} /> · {t.shownText(String(pages.items.length))}
              </Text>
            )}
          </>
        )}
        columns={[
          { title: t.address, cell: ({ address }) => <Copy text={address} shown={shortAddress(address)} /> },
          { title: t.state, cell: ({ status: word }) => <Badge color={word === 'ended' ? 'jade' : 'blue'}>{t.states[word]}</Badge> },
          { title: t.way, cell: (sweep) => <Way sweep={sweep} /> },
          { title: t.other, end: true, cell: ({ burning_would_cost: burn, lending_would_cost: lend }) => (
            <><Amount of={trx(burn)} /> / {lend === null ? '–' : <Amount of={trx(lend)} />}</>
          ) },
          { title: t.cost, end: true, cell: ({ cost }) => <Amount of={trx(cost)} /> },
          { title: t.amount, end: true, cell: ({ amount }) => <Amount of={amount} /> },
          ...(party === 'auditor' ? [{ title: t.events, end: true, cell: ({ id }: Sweep) => (
            <Anchor component={Link} to={`/auditor/streams/treasury.sweep-${id}`} size="sm">{t.events}</Anchor>
          ) }] : []),
        ]} />
    </Page>
  )
}

export default Sweeps
