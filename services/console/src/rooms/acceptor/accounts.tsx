import { Badge, Group, Paper, Progress, Select, SimpleGrid, Text, TextInput } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import type { Input, Item } from '../../api/client.ts'
import { useRead } from '../../api/hooks.ts'
import { useMay } from '../../app/session-context.tsx'
import { decimalOf, unitsOf, type Money } from '../../format/money.ts'
import { useTexts } from '../../language/language.tsx'
import { ActButton } from '../../parts/act-form.tsx'
import { Amount } from '../../parts/amount.tsx'
import { Rows } from '../../parts/data-table.tsx'
import { Page } from '../../parts/page.tsx'
import { EmptyState, Read } from '../../parts/states.tsx'
import { currencies, methods } from './choices.ts'
import { acceptorTexts } from './texts.ts'
import { useWords } from './words.ts'

type Body = NonNullable<Input<'addPaymentAccount'>['body']>
type Account = Item<'listPaymentAccounts'>
const limitNames = ['per_order', 'per_day', 'per_month'] as const
type Limits = Readonly<Record<(typeof limitNames)[number], { readonly amount: string }>>

const limitsIn = (limits: Limits, currency: Body['currency']): Body['limits'] => ({
  per_order: { amount: limits.per_order.amount.trim(), currency }, per_day: { amount: limits.per_day.amount.trim(), currency },
  per_month: { amount: limits.per_month.amount.trim(), currency },
})
const noLimits: Limits = { per_order: { amount: '' }, per_day: { amount: '' }, per_month: { amount: '' } }

const AddAccount = (): ReactNode => {
  const { accounts: t } = useTexts(acceptorTexts)
  const words = useWords()
  const initial = {
    method: 'bank_transfer' as Body['method'], currency: 'CNY' as Body['currency'], label: '', details: { holder: '', account: '',
      bank: '' },
    limits: noLimits,
  }
  return (
    <ActButton act="addPaymentAccount" label={t.add} variant="filled" icon={<IconPlus size={16} />}
      refreshes={['listPaymentAccounts']} initial={initial}
      input={({ method, currency, label, details, limits }) => ({
        body: {
          method, currency, limits: limitsIn(limits, currency), ...(label.trim() === '' ? {} : { label: label.trim() }),
          details: Object.fromEntries(Object.entries(details).flatMap(([name, value]) => (value.trim() === '' ? [] : [[name,
            value.trim()]]))),
        },
      })}>
      {(form) => (
        <>
          <SimpleGrid cols={2}>
            <Select label={t.method} allowDeselect={false} data={methods.map((value) => ({ value, label: words.method(value) }))}
              {...form.getInputProps('method')} />
            <Select label={t.currency} allowDeselect={false} searchable data={currencies} {...form.getInputProps('currency')} />
          </SimpleGrid>
          <TextInput label={t.holder} required autoComplete="off" {...form.getInputProps('details.holder')} />
          <TextInput label={t.account} required autoComplete="off" {...form.getInputProps('details.account')} />
          <TextInput label={t.bank} autoComplete="off" {...form.getInputProps('details.bank')} />
          <TextInput label={t.label} autoComplete="off" {...form.getInputProps('label')} />
          <SimpleGrid cols={3}>
            {limitNames.map((name) => <TextInput key={name} label={t[name]} required inputMode="decimal"
              {...form.getInputProps(`limits.${name}.amount`)} />)}
          </SimpleGrid>
        </>
      )}
    </ActButton>
  )
}

const AccountActs = ({ account }: { readonly account: Account }): ReactNode => {
  const { accounts: t } = useTexts(acceptorTexts)
  const may = { operate: useMay('operate'), money: useMay('money') }
  const params = { account: account.id }
  return (
    <Group gap="xs" justify="flex-end">
      {may.money && (
        <ActButton act="setPaymentAccountLimits" label={t.setLimits} refreshes={['listPaymentAccounts']}
          initial={account.limits as Limits}
          input={(limits) => ({ params, body: limitsIn(limits, account.currency) })}>
          {(form) => limitNames.map((name) => (
            <TextInput key={name} label={t[name]} required inputMode="decimal" rightSection={account.currency} rightSectionWidth={56}
              {...form.getInputProps(`${name}.amount`)} />
          ))}
        </ActButton>
      )}
      {account.enabled
        ? may.operate && (
            <ActButton act="disablePaymentAccount" label={t.disable} danger refreshes={['listPaymentAccounts']} initial={{ reason: '' }}
              input={(body) => ({ params, body })}>
              {(form) => <TextInput label={t.reason} required {...form.getInputProps('reason')} />}
            </ActButton>
          )
        : may.money && (
            <ActButton act="enablePaymentAccount" label={t.enable} refreshes={['listPaymentAccounts']} initial={{}}
              input={() => ({ params })} />
          )}
    </Group>
  )
}

/** Today in UTC, as limits are counted. */
const todayMs = (): number => Math.floor(Date.now() / 86_400_000) * 86_400_000

/** As the API writes amounts of a currency. */
const decimalsOf = ({ amount }: Money): number => amount.split('.')[1]?.length ?? 0

/** What an account took today and this month: settled, and open now. */
const useUsed = (): ((account: Account) => { readonly day: bigint; readonly month: bigint }) => {
  const today = new Date(todayMs())
  const from = new Date(Date.UTC(today.getUTCFullYear(), today.getUTCMonth())).toISOString()
  const earned = useRead('getEarnings', { query: { from, interval: 'day' } })
  const open = useRead('listOrders', { query: { open: 'true', limit: 100 } })
  return ({ id, currency, limits }) => {
    const decimals = decimalsOf(limits.per_day)
    const sum = (spans: NonNullable<typeof earned.data>['spans']): bigint => spans.flatMap(({ accounts }) => accounts)
      .filter(({ account, fiat }) => account === id && fiat.currency === currency)
      .reduce((total, { fiat }) => total + unitsOf(fiat.amount, decimals), 0n)
    const spans = earned.data?.spans ?? []
    const opened = (open.data?.data ?? []).filter(({ account, accepted_at: at }) => account === id && at !== null)
      .reduce((total, { fiat }) => total + unitsOf(fiat.amount, decimals), 0n)
    return { day: sum(spans.filter(({ from: at }) => Date.parse(at) >= today.getTime())) + opened, month: sum(spans) + opened }
  }
}

/** A limit with what of it is used: the bar only repeats what the figures say. */
const Used = ({ used, limit }: { readonly used: bigint; readonly limit: Money }): ReactNode => {
  const { accounts: t } = useTexts(acceptorTexts)
  const decimals = decimalsOf(limit)
  const most = unitsOf(limit.amount, decimals)
  const percent = most === 0n ? 0 : Number((used * 100n) / most)
  return (
    <div>
      <Text size="sm" className="amount"><Amount of={{ amount: decimalOf(used, decimals), currency: limit.currency }} /></Text>
      <Progress value={percent} size="sm" my={4} color={percent >= 90 ? 'red' : percent >= 70 ? 'orange' : 'jade'}
        aria-label={t.usedOf(String(percent))} />
      <Text size="xs" c="dimmed">{t.of} <Amount of={limit} /></Text>
    </div>
  )
}

const Accounts = (): ReactNode => {
  const { accounts: t } = useTexts(acceptorTexts)
  const words = useWords()
  const read = useRead('listPaymentAccounts', {})
  const usedOf = useUsed()
  const mayAdd = useMay('money')
  return (
    <Page title={t.title} text={t.text} actions={mayAdd && <AddAccount />}>
      <Paper p={0} style={{ overflow: 'hidden' }}>
        <Read of={read}>
          {({ data }) => (
            <Rows rows={data} label={t.title} keyOf={({ id }) => id} empty={<EmptyState title={t.empty} text={t.emptyText} />} columns={[
              {
                title: t.account, cell: ({ label, details, id, limits }) => (
                  <div>
                    <Text size="sm" fw={600}>{label ?? details?.['account'] ?? id}</Text>
                    <Text size="xs" c="dimmed">{details === null ? t.forgotten : [details['holder'], details['bank'],
                      details['account']].filter(Boolean).join(' · ')}</Text>
                    <Text size="xs" c="dimmed">{t.per_order} ≤ <Amount of={limits.per_order} /></Text>
                  </div>
                ),
              },
              { title: t.method, cell: ({ method }) => words.method(method) },
              { title: t.usedToday, end: true, cell: (account) => <Used used={usedOf(account).day} limit={account.limits.per_day} /> },
              { title: t.usedMonth, end: true, cell: (account) => <Used used={usedOf(account).month}
                limit={account.limits.per_month} /> },
              { title: t.state, cell: ({ enabled }) => <Badge
                color={enabled ? 'jade' : 'gray'}>{enabled ? t.enabled : t.disabled}</Badge> },
              { title: '', end: true, cell: (account) => <AccountActs account={account} /> },
            ]} />
          )}
        </Read>
      </Paper>
    </Page>
  )
}

export default Accounts
