import { Select, Text, TextInput } from '@mantine/core'
import type { ReactNode } from 'react'
import type { Item } from '../../api/client.ts'
import { useUser } from '../../app/session-context.tsx'
import type { Money } from '../../format/money.ts'
import { useTexts } from '../../language/language.tsx'
import { wordIn } from '../../language/texts.ts'
import { ActButton } from '../../parts/act-form.tsx'
import { operatorTexts } from './texts.ts'

type Outcome = 'release' | 'block' | 'equity' | 'acceptor'
const outcomes: readonly Outcome[] = ['release', 'block']
const outcomesOfSuspense: readonly Outcome[] = ['equity', 'acceptor']
const refreshes = ['listDeposits', 'listSuspense'] as const

/** `left`: of money in suspense, what nobody was assigned yet; only that can become the operator's. */
export const DepositActs = ({ deposit, left }: {
  readonly deposit: Item<'listDeposits'>; readonly left?: Money
}): ReactNode => {
  const { treasury: t } = useTexts(operatorTexts)
  const { operator } = useUser()
  const params = { deposit: deposit.id }
  const possible: readonly Outcome[] = deposit.state === 'blocked' ? ['release'] : left === undefined ? outcomes : outcomesOfSuspense
  const isPart = left !== undefined && left.amount !== deposit.amount.amount
  const verdictOf = (outcome: Outcome, acceptor: string) => {
    if (outcome === 'acceptor') return { outcome, acceptor }
    return outcome === 'equity' && isPart ? { outcome, amount: { amount: left.amount, currency: 'USDT' as const } } : { outcome }
  }
  if (deposit.proposed !== null) {
    if (deposit.proposed_by === operator) return <Text size="xs" c="dimmed">{t.yours}</Text>
    return (
      <ActButton act="approveDepositVerdict" label={t.approveDeposit}
        text={`${wordIn(t.outcomes, deposit.proposed)} · ${deposit.proposed_by ?? ''}`} refreshes={refreshes} initial={{}}
        input={() => ({ params, body: { address: deposit.address } })} />
    )
  }
  return (
    <ActButton act="proposeDepositVerdict" label={t.proposeDeposit} refreshes={refreshes}
      initial={{ outcome: possible[0] ?? 'release', acceptor: '', reason: '' }}
      input={({ outcome, acceptor, reason }) => ({
        params,
        body: { address: deposit.address, reason: reason.trim(), verdict: verdictOf(outcome, acceptor.trim()) },
      })}>
      {(form) => (
        <>
          <Select label={t.verdict} allowDeselect={false} data={possible.map((value) => ({ value, label: t.outcomes[value] }))}
            {...form.getInputProps('outcome')} />
          {form.values.outcome === 'acceptor' && <TextInput label={t.holder} required {...form.getInputProps('acceptor')} />}
          <TextInput label={t.reason} required {...form.getInputProps('reason')} />
        </>
      )}
    </ActButton>
  )
}
