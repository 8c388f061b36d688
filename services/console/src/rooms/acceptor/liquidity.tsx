import { Alert, Group, Paper, SimpleGrid, Text, TextInput, Title } from '@mantine/core'
import type { ReactNode } from 'react'
import type { Answer } from '../../api/client.ts'
import { usePages, useRead } from '../../api/hooks.ts'
import { useMay } from '../../app/session-context.tsx'
import type { Money } from '../../format/money.ts'
import { useTexts } from '../../language/language.tsx'
import { ActButton } from '../../parts/act-form.tsx'
import { Amount } from '../../parts/amount.tsx'
import { DataTable, Rows } from '../../parts/data-table.tsx'
import { Facts } from '../../parts/facts.tsx'
import { Page } from '../../parts/page.tsx'
import { EmptyState, Read } from '../../parts/states.tsx'
import { When } from '../../parts/when.tsx'
import { acceptorTexts } from './texts.ts'

const Figure = ({ title, of }: { readonly title: string; readonly of: Money | undefined }): ReactNode => (
  <Paper>
    <Text size="sm" c="dimmed">{title}</Text>
    <Text fz={24} fw={650} lh={1.3}><Amount of={of} /></Text>
  </Paper>
)

const BondButtons = (): ReactNode => {
  const { liquidity: t } = useTexts(acceptorTexts)
  const body = ({ amount }: { readonly amount: { readonly amount: string } }) => ({ body: { amount: { amount: amount.amount.trim(),
    currency: 'USDT' as const } } })
  const initial = { amount: { amount: '' } }
  const refreshes = ['getOwnAcceptor', 'getBalance', 'getStatement'] as const
  return (
    <Group gap="sm">
      <ActButton act="requestBond" label={t.addBond} text={t.addBondText} refreshes={refreshes} initial={initial} input={body}>
        {(form) => <TextInput label={t.amount} required inputMode="decimal" data-autofocus rightSection="USDT"
          rightSectionWidth={60} {...form.getInputProps('amount.amount')} />}
      </ActButton>
      <ActButton act="requestBondRefund" label={t.takeBond} text={t.takeBondText} refreshes={refreshes} initial={initial} input={body}>
        {(form) => <TextInput label={t.amount} required inputMode="decimal" data-autofocus rightSection="USDT"
          rightSectionWidth={60} {...form.getInputProps('amount.amount')} />}
      </ActButton>
    </Group>
  )
}

const Limits = ({ acceptor }: { readonly acceptor: Answer<'getOwnAcceptor'> }): ReactNode => {
  const { liquidity: t } = useTexts(acceptorTexts)
  if (!acceptor.limits) return null
  return (
    <Paper>
      <Title order={2} mb="sm">{t.limits}</Title>
      <Facts facts={[
        [t.tier, acceptor.tier], [t.open, <Amount key="open" of={acceptor.limits.open} />], [t.perDay, <Amount key="day"
          of={acceptor.limits.per_day} />],
        [t.perMonth, <Amount key="month" of={acceptor.limits.per_month} />], [t.orders, acceptor.limits.open_orders],
        [t.bondMinimum, <Amount key="bond" of={acceptor.limits.bond_minimum} />],
      ]} />
    </Paper>
  )
}

const Blocks = ({ blocks }: { readonly blocks: Answer<'getWithdrawalBlocks'> }): ReactNode => {
  const { liquidity: t } = useTexts(acceptorTexts)
  return (
    <Paper p={0} style={{ overflow: 'hidden' }}>
      <Title order={2} p="lg" pb="xs">{t.blocks}</Title>
      {blocks.frozen && <Alert color="red" variant="light" mx="lg">{t.frozen}</Alert>}
      <Rows rows={blocks.blocks} label={t.blocks} keyOf={({ order }) => order} linkOf={({ order }) => `/acceptor/orders/${order}`}
        empty={<EmptyState title={t.noBlocks} />} columns={[
          { title: t.order, cell: ({ order }) => <span className="identifier">{order.slice(-8)}</span> },
          { title: t.until, cell: ({ until }) => <When at={until} /> },
          { title: t.amount, end: true, cell: ({ amount }) => <Amount of={amount} /> },
        ]} />
    </Paper>
  )
}

const Statement = (): ReactNode => {
  const { liquidity: t } = useTexts(acceptorTexts)
  const pages = usePages('getStatement', { query: {} })
  return (
    <section aria-label={t.statement}>
      <Title order={2} mb="sm">{t.statement}</Title>
      <DataTable pages={pages} label={t.statement} keyOf={({ id, account }) => `${id}:${account}`} empty={<EmptyState
        title={t.noLines} />} columns={[
        { title: t.at, cell: ({ at }) => <When at={at} /> },
        { title: t.category, cell: ({ category }) => category.replaceAll('_', ' ') },
        { title: t.order, cell: ({ order }) => (order === null ? '–' : <span className="identifier">{order.slice(-8)}</span>) },
        { title: t.net, end: true, cell: ({ net }) => <Amount of={net} sign /> },
        { title: t.balance, end: true, cell: ({ balance }) => <Amount of={balance} /> },
        { title: t.account, cell: ({ account }) => account.split(':')[0] },
      ]} />
    </section>
  )
}

const Liquidity = (): ReactNode => {
  const { liquidity: t } = useTexts(acceptorTexts)
  const own = useRead('getOwnAcceptor', {})
  const balance = useRead('getBalance', {})
  const blocks = useRead('getWithdrawalBlocks', {})
  const mayMoney = useMay('money')
  return (
    <Page title={t.title} text={t.text} actions={mayMoney && <BondButtons />}>
      <Read of={balance} lines={3}>
        {({ accounts }) => {
          const main = accounts.find(({ account }) => account.startsWith('acceptor:'))
          return (
            <SimpleGrid cols={{ base: 2, md: 4 }}>
              <Figure title={t.free} of={main?.free} />
              <Figure title={t.escrow} of={main?.pending} />
              <Figure title={t.bond} of={own.data?.bond} />
              <Figure title={t.blocked} of={blocks.data?.blocked} />
            </SimpleGrid>
          )
        }}
      </Read>
      <SimpleGrid cols={{ base: 1, md: 2 }}>
        <Read of={blocks}>{(answer) => <Blocks blocks={answer} />}</Read>
        <Read of={own}>{(acceptor) => <Limits acceptor={acceptor} />}</Read>
      </SimpleGrid>
      <Statement />
    </Page>
  )
}

export default Liquidity
