import { Checkbox, Group, Radio, Stack, TextInput } from '@mantine/core'
import type { ReactNode } from 'react'
import type { Input, Item } from '../../api/client.ts'
import { useMay, useUser } from '../../app/session-context.tsx'
import { useTexts } from '../../language/language.tsx'
import { ActButton } from '../../parts/act-form.tsx'
import { operatorTexts } from './texts.ts'

type Fiat = NonNullable<NonNullable<Input<'decideLate'>['body']>['received']>['currency']
type Case = Item<'listCases'>
const refreshes = ['getPayment', 'getPaymentTimeline', 'listCases'] as const

const Verdict = ({ payment, fiat }: { readonly payment: string; readonly fiat: Fiat }): ReactNode => {
  const { judge: t } = useTexts(operatorTexts)
  const initial = { outcome: 'full' as 'full' | 'none' | 'split', back: false, received: { amount: '' }, reason: '', broken: false }
  return (
    <ActButton act="giveVerdict" label={t.verdict} text={t.verdictText} variant="filled" refreshes={refreshes} initial={initial}
      input={({ outcome, back, received, reason, broken }) => ({
        params: { payment },
        body: {
          reason: reason.trim(), rule_broken: broken,
          verdict: outcome === 'full' ? { outcome } : outcome === 'none'
            ? { outcome, fiat_goes_back: back }
            : { outcome, received: { amount: received.amount.trim(), currency: fiat } },
        },
      })}>
      {(form) => (
        <>
          <Radio.Group label={t.outcome} {...form.getInputProps('outcome')}>
            <Stack gap={6} mt={6}>{(['full', 'none', 'split'] as const).map((value) => <Radio key={value} value={value}
              label={t[value]} />)}</Stack>
          </Radio.Group>
          {form.values.outcome === 'none' && <Checkbox label={t.goesBack} {...form.getInputProps('back', { type: 'checkbox' })} />}
          {form.values.outcome === 'split' &&
            <TextInput label={t.received} required inputMode="decimal" rightSection={fiat} rightSectionWidth={56}
              {...form.getInputProps('received.amount')}
              error={form.errors['verdict.received.amount'] ?? form.errors['received.amount']} />}
          <TextInput label={t.reason} required {...form.getInputProps('reason')} />
          <Checkbox label={t.ruleBroken} {...form.getInputProps('broken', { type: 'checkbox' })} />
        </>
      )}
    </ActButton>
  )
}

/** Appeals, late money and recalls are decided alike: an outcome, a reason, and for some the amount that came. */
const Late = ({ payment, fiat }: { readonly payment: string; readonly fiat: Fiat }): ReactNode => {
  const { judge: t } = useTexts(operatorTexts)
  return (
    <ActButton act="decideLate" label={t.late} refreshes={refreshes}
      initial={{ outcome: 'accept' as 'accept' | 'refund' | 'deny', received: { amount: '' }, reason: '' }}
      input={({ outcome, received, reason }) => ({
        params: { payment },
        body: { outcome, reason: reason.trim(), ...(received.amount.trim() === '' ? {}
          : { received: { amount: received.amount.trim(), currency: fiat } }) },
      })}>
      {(form) => (
        <>
          <Radio.Group label={t.outcome} {...form.getInputProps('outcome')}>
            <Stack gap={6} mt={6}>{(['accept', 'refund', 'deny'] as const).map((value) => <Radio key={value} value={value}
              label={t[value]} />)}</Stack>
          </Radio.Group>
          {form.values.outcome === 'accept' &&
            <TextInput label={t.received} inputMode="decimal" rightSection={fiat} rightSectionWidth={56}
              {...form.getInputProps('received.amount')} />}
          <TextInput label={t.reason} required {...form.getInputProps('reason')} />
        </>
      )}
    </ActButton>
  )
}

const Appeal = ({ payment, fiat }: { readonly payment: string; readonly fiat: Fiat }): ReactNode => {
  const { judge: t } = useTexts(operatorTexts)
  return (
    <ActButton act="decideAppeal" label={t.appeal} refreshes={refreshes}
      initial={{ outcome: 'upheld' as 'upheld' | 'granted', received: { amount: '' }, reason: '' }}
      input={({ outcome, received, reason }) => ({
        params: { payment },
        body: { outcome, reason: reason.trim(), ...(outcome === 'granted' ? { received: { amount: received.amount.trim(),
          currency: fiat } } : {}) },
      })}>
      {(form) => (
        <>
          <Radio.Group label={t.outcome} {...form.getInputProps('outcome')}>
            <Stack gap={6} mt={6}>{(['upheld', 'granted'] as const).map((value) => <Radio key={value} value={value}
              label={t[value]} />)}</Stack>
          </Radio.Group>
          {form.values.outcome === 'granted' &&
            <TextInput label={t.received} required inputMode="decimal" rightSection={fiat} rightSectionWidth={56}
              {...form.getInputProps('received.amount')} />}
          <TextInput label={t.reason} required {...form.getInputProps('reason')} />
        </>
      )}
    </ActButton>
  )
}

const Recall = ({ payment }: { readonly payment: string }): ReactNode => {
  const { judge: t } = useTexts(operatorTexts)
  return (
    <ActButton act="decideRecall" label={t.recall} refreshes={refreshes}
      initial={{ outcome: 'granted' as 'granted' | 'denied', reason: '' }}
      input={(body) => ({ params: { payment }, body })}>
      {(form) => (
        <>
          <Radio.Group label={t.outcome} {...form.getInputProps('outcome')}>
            <Stack gap={6} mt={6}>{(['granted', 'denied'] as const).map((value) => <Radio key={value} value={value}
              label={t[value]} />)}</Stack>
          </Radio.Group>
          <TextInput label={t.reason} required {...form.getInputProps('reason')} />
        </>
      )}
    </ActButton>
  )
}

type Reasoned = 'flag' | 'unflag' | 'openDispute' | 'suspendOrder' | 'acceptUnapplied' | 'topUp' | 'dismissWrongAsset'
const WithReason = ({ act, label, payment }: { readonly act: Reasoned; readonly label: string; readonly payment: string }): ReactNode => {
  const { judge: t } = useTexts(operatorTexts)
  return (
    <ActButton act={act} label={label} refreshes={refreshes} initial={{ reason: '' }} input={(body) => ({ params: { payment }, body })}>
      {(form) => <TextInput label={t.reason} required data-autofocus {...form.getInputProps('reason')} />}
    </ActButton>
  )
}

const Retry = ({ payment }: { readonly payment: string }): ReactNode => {
  const { judge: t } = useTexts(operatorTexts)
  return (
    <ActButton act="retryTransfer" label={t.retry} refreshes={refreshes} initial={{ transfer: '', reason: '' }}
      input={(body) => ({ params: { payment }, body })}>
      {(form) => (
        <>
          <TextInput label={t.transfer} required {...form.getInputProps('transfer')} />
          <TextInput label={t.reason} required {...form.getInputProps('reason')} />
        </>
      )}
    </ActButton>
  )
}

const SetAside = ({ payment }: { readonly payment: string }): ReactNode => {
  const { judge: t } = useTexts(operatorTexts)
  return (
    <ActButton act="setAside" label={t.setAside} refreshes={refreshes} initial={{ amount: { amount: '' }, reason: '' }}
      input={({ amount, reason }) => ({ params: { payment }, body: { amount: { amount: amount.amount.trim(), currency: 'USDT' },
        reason: reason.trim() } })}>
      {(form) => (
        <>
          <TextInput label={t.amount} required inputMode="decimal" data-autofocus rightSection="USDT" rightSectionWidth={60}
            {...form.getInputProps('amount.amount')} />
          <TextInput label={t.reason} required {...form.getInputProps('reason')} />
        </>
      )}
    </ActButton>
  )
}

/** On-chain money that was not applied by itself: whose it becomes is always said by somebody. */
const Unapplied = ({ payment }: { readonly payment: string }): ReactNode => {
  const { judge: t } = useTexts(operatorTexts)
  return (
    <>
      <WithReason act="acceptUnapplied" label={t.acceptUnapplied} payment={payment} />
      <WithReason act="topUp" label={t.topUp} payment={payment} />
      <SetAside payment={payment} />
    </>
  )
}

/** What a case asks for; a proposal of another person only waits for a yes. */
export const CaseActs = ({ one, fiat: currency }: { readonly one: Case; readonly fiat: string }): ReactNode => {
  const { judge: t } = useTexts(operatorTexts)
  const { payment, kind } = one
  const fiat = currency as Fiat
  const { operator } = useUser()
  if (!useMay('judge')) return null
  return (
    <Group gap="sm">
      {one.proposed_by !== null && one.proposed_by !== operator &&
        <ActButton act="approveJudgement" label={t.approve} text={t.approveText} variant="filled" refreshes={refreshes} initial={{}}
          input={() => ({ params: { payment } })} />}
      {kind === 'dispute' && <Verdict payment={payment} fiat={fiat} />}
      {kind === 'late_case' && <Late payment={payment} fiat={fiat} />}
      {kind === 'appeal' && <Appeal payment={payment} fiat={fiat} />}
      {kind === 'recall' && <Recall payment={payment} />}
      {kind === 'flag' && <WithReason act="unflag" label={t.unflag} payment={payment} />}
      {kind === 'unapplied' && <Unapplied payment={payment} />}
      {kind === 'wrong_asset' && <WithReason act="dismissWrongAsset" label={t.dismiss} payment={payment} />}
      {kind === 'transfer' && <Retry payment={payment} />}
    </Group>
  )
}

/** In these states of an order it can still be marked, disputed or given more time; the API decides anyway. */
const running: readonly string[] = ['awaiting_payment', 'grace', 'claimed', 'amount_query', 'fiat_refund_due']
const cancellable: readonly string[] = ['', 'open', 'requested', 'offered', 'awaiting_transfer', 'onchain_offered']

/** Who paid is forgotten for ever; what was paid stays. */
const Forget = ({ payment }: { readonly payment: string }): ReactNode => {
  const { judge: t } = useTexts(operatorTexts)
  return useMay('administer')
    ? (
        <ActButton act="forgetPayerOfPayment" label={t.forget} text={t.forgetText} danger refreshes={refreshes} initial={{ reason: '' }}
          input={(body) => ({ params: { payment }, body })}>
          {(form) => <TextInput label={t.reason} required data-autofocus {...form.getInputProps('reason')} />}
        </ActButton>
      )
    : null
}

const ended: readonly string[] = ['settled', 'split', 'closed_unpaid', 'closed_refunded', 'expired', 'cancelled']

export const PaymentActs = ({ payment, state }: { readonly payment: string; readonly state: string }): ReactNode => {
  const { judge: t } = useTexts(operatorTexts)
  const input = () => ({ params: { payment } })
  const isRunning = running.includes(state)
  if (!useMay('judge')) return null
  return (
    <Group gap="sm" mt="lg">
      {isRunning && (
        <>
          <WithReason act="flag" label={t.flag} payment={payment} />
          <WithReason act="openDispute" label={t.dispute} payment={payment} />
          <ActButton act="extend" label={t.extend} refreshes={refreshes} initial={{}} input={input} />
          <ActButton act="coConfirm" label={t.coConfirm} text={t.coConfirmText} refreshes={refreshes} initial={{}} input={input} />
        </>
      )}
      {cancellable.includes(state) && <ActButton act="cancelPayment" label={t.cancel} danger refreshes={refreshes} initial={{}}
        input={() => ({ params: { payment }, body: {} })} />}
      {ended.includes(state) && <Forget payment={payment} />}
    </Group>
  )
}
