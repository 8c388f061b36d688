import { Alert, Group, Paper, SimpleGrid, Stack, Tabs, TextInput, Title } from '@mantine/core'
import type { ReactNode } from 'react'
import type { Answer } from '../../api/client.ts'
import { usePages, useRead } from '../../api/hooks.ts'
import { useMay } from '../../app/session-context.tsx'
import { useTexts } from '../../language/language.tsx'
import { ActButton } from '../../parts/act-form.tsx'
import { Amount } from '../../parts/amount.tsx'
import { DataTable, Rows } from '../../parts/data-table.tsx'
import { Facts } from '../../parts/facts.tsx'
import { Figure } from '../../parts/figure.tsx'
import { useFilters } from '../../parts/filters.ts'
import { Page } from '../../parts/page.tsx'
import { AskPayout } from '../../parts/payouts/ask.tsx'
import { EmptyState, Read } from '../../parts/states.tsx'
import { When } from '../../parts/when.tsx'
import { DepositAddress, Deposits } from './deposit.tsx'
import { moneyTexts } from './money.texts.ts'
import { acceptorTexts } from './texts.ts'
import { Withdrawals } from './withdraw.tsx'

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
  const mayMoney = useMay('money')
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
      {mayMoney && <Group mt="md"><BondButtons /></Group>}
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

const tabs = ['holds', 'in', 'out', 'statement'] as const

const Liquidity = (): ReactNode => {
  const { liquidity: t } = useTexts(acceptorTexts)
  const money = useTexts(moneyTexts)
  const own = useRead('getOwnAcceptor', {})
  const balance = useRead('getBalance', {})
  const blocks = useRead('getWithdrawalBlocks', {})
  const [{ tab }, setFilter] = useFilters('tab')
  const words = { holds: t.blocks, in: money.deposit, out: money.withdraw, statement: t.statement } as const
  return (
    <Page title={t.title} text={t.text} actions={<AskPayout />}>
      <Read of={balance} lines={3}>
        {({ accounts }) => {
          const main = accounts.find(({ account }) => account.startsWith('acceptor:'))
          return (
            <SimpleGrid cols={{ base: 2, md: 4 }} spacing="sm">
              <Figure title={t.free}><Amount of={main?.free} /></Figure>
              <Figure title={t.escrow}><Amount of={main?.pending} /></Figure>
              <Figure title={t.bond} hint={own.data?.limits && <>{t.bondMinimum} <Amount of={own.data.limits.bond_minimum} /></>}>
                <Amount of={own.data?.bond} /></Figure>
              <Figure title={t.blocked} color={blocks.data?.frozen === true ? 'red' : undefined}><Amount
                of={blocks.data?.blocked} /></Figure>
            </SimpleGrid>
          )
        }}
      </Read>
      <Tabs value={tabs.find((each) => each === tab) ?? 'holds'} onChange={(value) => setFilter('tab', value)} keepMounted={false}>
        <Tabs.List mb="lg">{tabs.map((value) => <Tabs.Tab key={value} value={value}>{words[value]}</Tabs.Tab>)}</Tabs.List>
        <Tabs.Panel value="holds">
          <SimpleGrid cols={{ base: 1, md: 2 }}>
            <Read of={blocks}>{(answer) => <Blocks blocks={answer} />}</Read>
            <Read of={own}>{(acceptor) => <Limits acceptor={acceptor} />}</Read>
          </SimpleGrid>
        </Tabs.Panel>
        <Tabs.Panel value="in"><Stack gap="lg"><DepositAddress /><Deposits /></Stack></Tabs.Panel>
        <Tabs.Panel value="out"><Stack gap="lg"><Withdrawals /></Stack></Tabs.Panel>
        <Tabs.Panel value="statement"><Statement /></Tabs.Panel>
      </Tabs>
    </Page>
  )
}

export default Liquidity
