import { Alert, Checkbox, Group, Select, TextInput } from '@mantine/core'
import type { UseFormReturnType } from '@mantine/form'
import type { ReactNode } from 'react'
import type { Answer, Input } from '../../api/client.ts'
import { unitsOf } from '../../format/money.ts'
import { useMay } from '../../app/session-context.tsx'
import { useTexts } from '../../language/language.tsx'
import { ActButton } from '../../parts/act-form.tsx'
import { EvidenceButton, RecallButton } from './evidence.tsx'
import { acceptorTexts } from './texts.ts'

type Order = Answer<'getOrder'>
type Fiat = NonNullable<Input<'confirm'>['body']>['received']

/** The acts of the chart that are the acceptor's, by the state of the order. */
const actsOf: Readonly<Record<string, readonly Act[]>> = {
  offered: ['accept', 'decline'],
  awaiting_payment: ['confirm', 'unusable'],
  grace: ['confirm', 'nothing'],
  claimed: ['confirm', 'refuse'],
  amount_query: ['correct', 'refund'],
  fiat_refund_due: ['refunded'],
  disputed: ['evidence', 'concede'],
  late_case: ['late'],
  closed_unpaid: ['late'],
  settled: ['recall'],
  split: ['recall'],
}
type Act = 'accept' | 'decline' | 'confirm' | 'unusable' | 'nothing' | 'refuse' | 'correct' | 'refund' | 'refunded' | 'evidence' | 'concede'
  | 'late' | 'recall'

const refreshes = ['getOrder', 'listOrders', 'getBalance'] as const
const currencyOf = (order: Order): Fiat['currency'] => order.fiat.currency as Fiat['currency']

type Receipt = { readonly received: { readonly amount: string }; readonly payer_matches: boolean; readonly bank_reference: string }

const decimal = /^\d+(\.\d+)?$/
const differs = (amount: string, order: Order): boolean =>
  decimal.test(amount) && unitsOf(amount, 8) !== unitsOf(order.fiat.amount, 8)

const AmountField = <Values,>({ form, order, name, label }: {
  readonly form: UseFormReturnType<Values>; readonly order: Order; readonly name: string; readonly label: string
}): ReactNode => (
  <TextInput label={label} inputMode="decimal" required data-autofocus rightSection={order.fiat.currency} rightSectionWidth={56}
    key={form.key(name as never)} {...form.getInputProps(name as never)} />
)

const Confirm = ({ order }: { readonly order: Order }): ReactNode => {
  const { acts: t } = useTexts(acceptorTexts)
  const initial: Receipt = { received: { amount: '' }, payer_matches: false, bank_reference: '' }
  return (
    <ActButton act="confirm" label={t.confirm} variant="filled" text={t.confirmText} refreshes={refreshes} initial={initial}
      input={({ received, payer_matches: matches, bank_reference: reference }) => ({
        params: { order: order.id },
        body: {
          received: { amount: received.amount.trim(), currency: currencyOf(order) }, payer_matches: matches,
          ...(reference.trim() === '' ? {} : { bank_reference: reference.trim() }),
        },
      })}>
      {(form) => (
        <>
          <AmountField form={form} order={order} name="received.amount" label={t.amount} />
          {differs(form.values.received.amount, order) && <Alert color="yellow" variant="light">{t.amountDiffers}</Alert>}
          <Checkbox label={t.payerMatches} {...form.getInputProps('payer_matches', { type: 'checkbox' })} />
          <TextInput label={t.reference} description={t.referenceText} required={order.claimed_at === null}
            {...form.getInputProps('bank_reference')} />
        </>
      )}
    </ActButton>
  )
}

const Late = ({ order }: { readonly order: Order }): ReactNode => {
  const { acts: t } = useTexts(acceptorTexts)
  return (
    <ActButton act="confirmLate" label={t.late} text={t.lateText} refreshes={refreshes}
      initial={{ received: { amount: '' }, bank_reference: '' }}
      input={({ received, bank_reference: reference }) => ({
        params: { order: order.id },
        body: { received: { amount: received.amount.trim(), currency: currencyOf(order) }, bank_reference: reference.trim() },
      })}>
      {(form) => (
        <>
          <AmountField form={form} order={order} name="received.amount" label={t.amount} />
          <TextInput label={t.reference} description={t.referenceText} required {...form.getInputProps('bank_reference')} />
        </>
      )}
    </ActButton>
  )
}

const Refuse = ({ order }: { readonly order: Order }): ReactNode => {
  const { acts: t } = useTexts(acceptorTexts)
  const reasons = ['not_received', 'third_party', 'wrong_account'] as const
  return (
    <ActButton act="refuse" label={t.refuse} text={t.refuseText} danger refreshes={refreshes}
      initial={{ reason: 'not_received' as (typeof reasons)[number] }} input={(body) => ({ params: { order: order.id }, body })}>
      {(form) => <Select label={t.reason} allowDeselect={false} data={reasons.map((value) => ({ value, label: t[value] }))}
        {...form.getInputProps('reason')} />}
    </ActButton>
  )
}

const Correct = ({ order }: { readonly order: Order }): ReactNode => {
  const { acts: t } = useTexts(acceptorTexts)
  return (
    <ActButton act="correctAmount" label={t.correct} refreshes={refreshes} initial={{ received: { amount: order.received?.amount ?? '' } }}
      input={({ received }) => ({ params: { order: order.id }, body: { received: { amount: received.amount.trim(),
        currency: currencyOf(order) } } })}>
      {(form) => <AmountField form={form} order={order} name="received.amount" label={t.amount} />}
    </ActButton>
  )
}

const Refunded = ({ order }: { readonly order: Order }): ReactNode => {
  const { acts: t } = useTexts(acceptorTexts)
  return (
    <ActButton act="markRefunded" label={t.refunded} text={t.refundedText} variant="filled" refreshes={refreshes}
      initial={{ bank_reference: '' }}
      input={(body) => ({ params: { order: order.id }, body })}>
      {(form) => <TextInput label={t.reference} required data-autofocus {...form.getInputProps('bank_reference')} />}
    </ActButton>
  )
}

const plainActs = {
  accept: 'acceptOffer', decline: 'declineOffer', unusable: 'reportAccountUnusable', nothing: 'attestNothingCame', refund: 'offerRefund',
  concede: 'concedeAsAcceptor',
} as const

const Plain = ({ order, act }: { readonly order: Order; readonly act: keyof typeof plainActs }): ReactNode => {
  const { acts: t, shift } = useTexts(acceptorTexts)
  const words = {
    accept: [shift.accept, undefined], decline: [shift.decline, undefined], unusable: [t.unusable, t.unusableText],
    nothing: [t.nothing, t.nothingText], refund: [t.refund, t.refundText], concede: [t.concede, t.concedeText],
  } as const
  const [label, text] = words[act]
  return (
    <ActButton act={plainActs[act]} label={label} text={text} variant={act === 'accept' ? 'filled' : 'default'} danger={act === 'concede'}
      refreshes={refreshes} initial={{}} input={() => ({ params: { order: order.id } })} />
  )
}

const One = ({ order, act }: { readonly order: Order; readonly act: Act }): ReactNode => {
  switch (act) {
    case 'confirm': return <Confirm order={order} />
    case 'late': return <Late order={order} />
    case 'refuse': return <Refuse order={order} />
    case 'correct': return <Correct order={order} />
    case 'refunded': return <Refunded order={order} />
    case 'evidence': return <EvidenceButton order={order.id} />
    case 'recall': return <RecallButton order={order} />
    default: return <Plain order={order} act={act} />
  }
}

export const OrderActs = ({ order }: { readonly order: Order }): ReactNode => {
  const acts = actsOf[order.state] ?? []
  if (!useMay('operate') || acts.length === 0) return null
  return <Group gap="sm">{acts.map((act) => <One key={act} order={order} act={act} />)}</Group>
}
