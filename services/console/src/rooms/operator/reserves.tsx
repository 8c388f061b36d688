import { Badge, Group, Paper, SimpleGrid, Text, ThemeIcon, Title } from '@mantine/core'
import { IconAlertTriangle, IconShieldCheck } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { usePages } from '../../api/hooks.ts'
import { useMay, useUser } from '../../app/session-context.tsx'
import { useTexts } from '../../language/language.tsx'
import { ActButton } from '../../parts/act-form.tsx'
import { Amount } from '../../parts/amount.tsx'
import { DataTable } from '../../parts/data-table.tsx'
import { Figure } from '../../parts/figure.tsx'
import { Page } from '../../parts/page.tsx'
import { EmptyState } from '../../parts/states.tsx'
import { When } from '../../parts/when.tsx'
import { reservesTexts } from './reserves.texts.ts'

const colorOf = (outcome: string): string => (outcome === 'equal' ? 'jade' : outcome === 'shortfall' ? 'red' : 'orange')

/** The newest proof, so that it can be read from across the room. */
export const ReservesHead = (): ReactNode => {
  const t = useTexts(reservesTexts)
  const { items } = usePages('listReservesProofs', { query: { limit: 1 } }, { cursorOf: ({ cursor }) => cursor })
  const newest = items?.[0]
  if (newest === undefined) return items === undefined ? null : <Paper><EmptyState title={t.none} text={t.noneText} /></Paper>
  const Icon = newest.outcome === 'equal' ? IconShieldCheck : IconAlertTriangle
  return (
    <>
      <Paper role="status" p="md" style={{ borderInlineStart: `6px solid var(--mantine-color-${colorOf(newest.outcome)}-6)` }}>
        <Group wrap="nowrap">
          <ThemeIcon size={48} radius="xl" color={colorOf(newest.outcome)} variant="light"><Icon size={28} stroke={1.8} /></ThemeIcon>
          <div>
            <Title order={2} fz={24}>{t.outcomes[newest.outcome]}</Title>
            <Text size="sm" c="dimmed">{t.meaning[newest.outcome]} {t.block} {newest.block}, <When at={newest.at} relative /></Text>
          </div>
        </Group>
      </Paper>
      <SimpleGrid cols={{ base: 2, md: 4 }} spacing="sm">
        <Figure title={t.onChain}><Amount of={newest.on_chain} /></Figure>
        <Figure title={t.custody}><Amount of={newest.custody} /></Figure>
        <Figure title={t.underWay} hint={t.underWayText}><Amount of={newest.under_way} /></Figure>
        <Figure title={t.difference} color={newest.outcome === 'shortfall' ? 'red' : undefined}><Amount
          of={newest.difference} sign /></Figure>
      </SimpleGrid>
    </>
  )
}

export const ProveButton = (): ReactNode => {
  const t = useTexts(reservesTexts)
  const { party } = useUser()
  return useMay('operate') && party === 'operator'
    ? <ActButton act="proveReserves" label={t.prove} refreshes={['listReservesProofs']} initial={{}} input={() => ({})} />
    : null
}

const Reserves = (): ReactNode => {
  const t = useTexts(reservesTexts)
  const pages = usePages('listReservesProofs', { query: {} }, { cursorOf: ({ cursor }) => cursor })
  return (
    <Page title={t.title} text={t.text} actions={<ProveButton />}>
      <ReservesHead />
      <DataTable pages={pages} label={t.history} keyOf={({ cursor }) => cursor} empty={<EmptyState title={t.none}
        text={t.noneText} />} columns={[
        { title: t.outcome, cell: ({ outcome }) => <Badge color={colorOf(outcome)}>{t.outcomes[outcome]}</Badge> },
        { title: t.block, end: true, cell: ({ block }) => <span className="amount">{block}</span> },
        { title: t.onChain, end: true, cell: ({ on_chain: of }) => <Amount of={of} /> },
        { title: t.custody, end: true, cell: ({ custody }) => <Amount of={custody} /> },
        { title: t.underWay, end: true, cell: ({ under_way: of }) => <Amount of={of} /> },
        { title: t.difference, end: true, cell: ({ difference }) => <Amount of={difference} sign /> },
        { title: t.books, cell: ({ books_balance: balance }) => (balance ? t.yes : <Badge color="red">{t.no}</Badge>) },
        { title: t.cause, cell: ({ cause }) => cause ?? '' },
        { title: t.at, cell: ({ at }) => <When at={at} /> },
      ]} />
    </Page>
  )
}

export default Reserves
