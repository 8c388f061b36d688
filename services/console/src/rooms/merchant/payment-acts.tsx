import { Alert, Button, Group, Select, Stack, Text, Textarea, TextInput } from '@mantine/core'
import type { ReactNode } from 'react'
import type { Input } from '../../api/client.ts'
import type { OperationName } from '../../api/client.ts'
import type { Payment } from '../../api/operations.ts'
import { useMay } from '../../app/session-context.tsx'
import { isZero } from '../../format/money.ts'
import { useTexts } from '../../language/language.tsx'
import { ActButton } from '../../parts/act-form.tsx'
import { merchantTexts } from './texts.ts'

const refreshes: readonly OperationName[] = ['getPayment', 'getPaymentTimeline', 'listPayments', 'listRefunds', 'getBalance']
type LateOutcome = Input<'decideLate'>['body']['outcome']

/** An act that only wants to know why. */
const Reasoned = ({ act, payment, label, text, danger = false }: {
  readonly act: 'flag' | 'openDispute' | 'acceptUnapplied' | 'topUp'; readonly payment: string; readonly label: string
  readonly text?: string; readonly danger?: boolean
}): ReactNode => {
  const t = useTexts(merchantTexts).payment
  return (
    <ActButton act={act} label={label} danger={danger} refreshes={refreshes} {...(text === undefined ? {} : { text })}
      initial={{ reason: '' }} input={(body) => ({ params: { payment }, body })}>
      {(form) => <Textarea label={t.reason} required maxLength={200} autosize
        minRows={2} data-autofocus {...form.getInputProps('reason')} />}
    </ActButton>
  )
}

const DecideLate = ({ payment }: { readonly payment: string }): ReactNode => {
  const t = useTexts(merchantTexts).payment
  return (
    <ActButton act="decideLate" label={t.late} text={t.lateText} variant="filled" refreshes={refreshes}
      initial={{ outcome: 'accept' as LateOutcome, reason: '' }} input={(body) => ({ params: { payment }, body })}>
      {(form) => (
        <>
          <Select label={t.lateOutcome} allowDeselect={false} {...form.getInputProps('outcome')}
            data={Object.entries(t.lateOutcomes).map(([value, label]) => ({ value, label }))} />
          <Textarea label={t.reason} required maxLength={200} autosize minRows={2} {...form.getInputProps('reason')} />
        </>
      )}
    </ActButton>
  )
}

const Refund = ({ payment, source, most }: {
  readonly payment: string; readonly source: 'available' | 'unapplied'; readonly most: string
}): ReactNode => {
  const t = useTexts(merchantTexts).payment
  return (
    <ActButton act="createRefund" label={t.refund} text={t.refundText} refreshes={refreshes} initial={{ amount: { amount: most },
      reason: '' }}
      input={({ amount, reason }) => ({ params: { payment }, body: { amount: { ...amount, currency: 'USDT' as const }, source, reason } })}>
      {(form) => (
        <>
          <TextInput label={t.refundAmount} required inputMode="decimal" data-autofocus {...form.getInputProps('amount.amount')} />
          <Textarea label={t.reason} required maxLength={200} autosize minRows={2} {...form.getInputProps('reason')} />
        </>
      )}
    </ActButton>
  )
}

/** What a merchant may decide about a payment in its present state; the API decides what really goes. */
export const PaymentActs = ({ payment }: { readonly payment: Payment }): ReactNode => {
  const t = useTexts(merchantTexts).payment
  const mayOperate = useMay('operate')
  const mayMoney = useMay('money')
  const { id, status, order, on_chain: onChain, settlement } = payment
  const state = order?.state
  const hasUnapplied = onChain !== null && !isZero(onChain.unapplied)
  if (!mayOperate) return null
  return (
    <Stack>
      {status === 'unresolved' && (
        <Alert color="orange" variant="light" title={t.resolve}>
          <Text size="sm" mb="sm">{t.resolveText}</Text>
          <Group gap="sm">
            {hasUnapplied && mayMoney && (
              <>
                <Reasoned act="acceptUnapplied" payment={id} label={t.acceptUnapplied} text={t.acceptUnappliedText} />
                <Reasoned act="topUp" payment={id} label={t.topUp} text={t.topUpText} />
                <Refund payment={id} source="unapplied" most={onChain.unapplied.amount} />
              </>
            )}
            {state === 'amount_query' && (
              <ActButton act="acceptPart" label={t.acceptPart} text={t.acceptPartText} refreshes={refreshes} initial={{}}
                input={() => ({ params: { payment: id } })} />
            )}
            {state === 'late_case' && <DecideLate payment={id} />}
          </Group>
        </Alert>
      )}
      <Group gap="sm">
        {(status === 'pending' || status === 'matching') && (
          <ActButton act="cancelPayment" label={t.cancel} text={t.cancelText} danger refreshes={refreshes} initial={{ reason: '' }}
            input={({ reason }) => ({ params: { payment: id }, body: reason === '' ? {} : { reason } })}>
            {(form) => <TextInput label={t.reason} maxLength={200} {...form.getInputProps('reason')} />}
          </ActButton>
        )}
        {settlement !== null && mayMoney && <Refund payment={id} source="available" most={settlement.net.amount} />}
        {state === 'grace' && (
          <ActButton act="extend" label={t.extend} refreshes={refreshes} initial={{}} input={() => ({ params: { payment: id } })} />
        )}
        {(state === 'awaiting_payment' || settlement !== null) && <Reasoned act="flag" payment={id} label={t.flag} text={t.flagText} />}
        {(state === 'awaiting_payment' || state === 'grace' || state === 'claimed') && settlement === null &&
          <Reasoned act="openDispute" payment={id} label={t.dispute} />}
        {settlement === null && (status === 'pending' || status === 'awaiting_customer') && (
          <Button component="a" href={`/checkout/${id}`} target="_blank" rel="noreferrer" variant="default">{t.open}</Button>
        )}
      </Group>
    </Stack>
  )
}
