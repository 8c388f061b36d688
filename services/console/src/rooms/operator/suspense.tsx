import { Anchor, Badge, Group, Text, TextInput, Title } from '@mantine/core'
import type { ReactNode } from 'react'
import { Link } from 'react-router'
import type { Item } from '../../api/client.ts'
import { usePages } from '../../api/hooks.ts'
import { useMay, useUser } from '../../app/session-context.tsx'
import { useTexts } from '../../language/language.tsx'
import { ActButton } from '../../parts/act-form.tsx'
import { Amount } from '../../parts/amount.tsx'
import { Copy } from '../../parts/copy.tsx'
import { DataTable } from '../../parts/data-table.tsx'
import { EmptyState } from '../../parts/states.tsx'
import { When } from '../../parts/when.tsx'
import { DepositActs } from './deposit-acts.tsx'
import { suspenseTexts } from './suspense.texts.ts'

type SuspenseItem = Item<'listSuspense'>
/** What is there is told by the ledger's log, what somebody proposed by another. */
const everyMs = 10_000

/** The money of this very transfer goes to a payment; whoever else wants it at the same moment finds it used up. */
const Assign = ({ item }: { readonly item: SuspenseItem }): ReactNode => {
  const t = useTexts(suspenseTexts)
  return (
    <ActButton act="assign" label={t.assign} text={t.assignText} refreshes={['listSuspense', 'listCases']}
      initial={{ payment: '', amount: { amount: item.remainder.amount }, reason: '' }}
      input={({ payment, amount, reason }) => ({
        params: { payment: payment.trim() },
        body: {
          amount: { amount: amount.amount.trim(), currency: 'USDT' }, reason: reason.trim(), ...(item.id === null ? {} : { item: item.id }),
        },
      })}>
      {(form) => (
        <>
          <TextInput label={t.payment} required data-autofocus placeholder="pay_…" {...form.getInputProps('payment')} />
          <TextInput label={t.amount} required inputMode="decimal" rightSection="USDT" rightSectionWidth={60}
            {...form.getInputProps('amount.amount')} />
          <TextInput label={t.reason} required {...form.getInputProps('reason')} />
        </>
      )}
    </ActButton>
  )
}

/** Where it came from: a payment that it was set aside from, or the chain. */
const Source = ({ item: { source, payment } }: { readonly item: SuspenseItem }): ReactNode => {
  const t = useTexts(suspenseTexts)
  const { party } = useUser()
  if (source === null) return <Text size="sm" c="dimmed">{t.before}</Text>
  return (
    <div>
      <Copy text={source.txid} shown={`${source.txid.slice(0, 8)}… ${source.part}`} />
      <Text size="xs" c="dimmed" component="div">
        {payment === null
          ? <>{t.stranger} {source.holder} · {source.from.slice(0, 6)}…</>
          : <>{t.aside} {party === 'operator'
            ? <Anchor component={Link} to={`/operator/payments/${payment}`} size="xs" className="identifier">{payment.slice(-10)}</Anchor>
            : <span className="identifier">{payment.slice(-10)}</span>}</>}
      </Text>
    </div>
  )
}

/** Money of nobody known, each sum by the transfer on chain that it came by. */
export const Suspense = (): ReactNode => {
  const t = useTexts(suspenseTexts)
  const { party } = useUser()
  const may = useMay('money')
  const pages = usePages('listSuspense', { query: {} }, { cursorOf: ({ cursor }) => cursor, everyMs })
  return (
    <section aria-label={t.title}>
      <Title order={2} mb={4}>{t.title}</Title>
      <Text size="sm" c="dimmed" mb="sm">{t.text}</Text>
      <DataTable pages={pages} label={t.title} keyOf={({ account }) => account}
        empty={<EmptyState title={t.empty} text={t.emptyText} />}
        columns={[
          { title: t.source, cell: (item) => <Source item={item} /> },
          { title: t.since, cell: ({ since }) => <When at={since} /> },
          { title: t.came, end: true, cell: ({ received }) => <Amount of={received} /> },
          { title: t.left, end: true, cell: ({ account, remainder }) => (
            <Anchor component={Link} to={`/${party}/books/${encodeURIComponent(account)}`}><Amount of={remainder} /></Anchor>
          ) },
          { title: '', end: true, cell: (item) => may && party === 'operator' && <Acts item={item} /> },
        ]} />
    </section>
  )
}

const Acts = ({ item }: { readonly item: SuspenseItem }): ReactNode => {
  const t = useTexts(suspenseTexts)
  const { source, payment, remainder } = item
  return (
    <Group gap="xs" justify="flex-end">
      <Assign item={item} />
      {source !== null && payment === null && source.state !== 'revoked' && <DepositActs deposit={source} left={remainder} />}
      {source?.state === 'revoked' && <Badge color="red">{t.revoked}</Badge>}
    </Group>
  )
}
