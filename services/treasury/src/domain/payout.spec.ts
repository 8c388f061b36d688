import { defaultPayoutPolicy, type MessageOf, payeeCommands, type PayoutPolicy } from '@stablegate/contracts'
import { coversAllRejections, specify, specTimeMs } from '@stablegate/testing'
import { describe, expect, it } from 'vitest'
import { payeeDecider, payeeRejections, type PayeeEvent } from './payee.ts'
import { pendPayout, postPayout, voidPayout } from './payout-journal.ts'
import { payeeProcess, payoutProcess } from './payout.process.ts'
import type { PayoutEvent, PayoutRequest } from './payout-state.ts'
import { payoutDecider, payoutRejections } from './payout.ts'

const atMs = specTimeMs
const dayMs = 86_400_000
const to = 'TY72iA3SBtrds3QLYsS7LwYfkzXwAXCRWT'
const merchant = { kind: 'merchant', merchant: 'mer_1' } as const
const refund = { kind: 'refund', merchant: 'mer_1', payment: 'pay_1', refund: 'ref_1', from: 'unapplied' } as const
const asked = { payout: 'po_1', payee: merchant, chain: 'sandbox', to, amountMicro: 500_000_000n, by: 'merchant:mer_1' } as const
const ask = (over: Partial<MessageOf<typeof payeeCommands.requestPayout>['data']> = {}, at = atMs) =>
  ({ type: 'treasury.payee.request_payout', data: { ...asked, ...over }, atMs: at }) as const
const added = (age: number): PayeeEvent => ({
  type: 'destination.added',
  data: { party: 'mer_1', chain: 'sandbox', address: to, by: 'x', usableAtMs: atMs - age + dayMs, atMs: atMs - age },
})
const policySet = (over: Partial<PayoutPolicy>): PayeeEvent => ({
  type: 'payout_policy.set',
  data: { party: 'mer_1', policy: { ...defaultPayoutPolicy, ...over }, operators: ['opr_a', 'opr_b'], reason: 'so', version: 1, atMs: 1 },
})
const requested = (approvals: number, feeMicro = 2_000_000n): PayeeEvent =>
  ({ type: 'payout.requested', data: { ...asked, feeMicro, approvals, atMs } })
const refused = (code: string, over: Partial<typeof asked> = {}): PayeeEvent => {
  const { by: _, ...of } = asked
  return { type: 'payout.refused', data: { ...of, ...over, code, atMs } }
}

describe('a payee', () => {
  const payee = specify(payeeDecider)

  it('is paid where it said long enough ago, for a fee that is locked', () => {
    payee.given(added(30 * dayMs)).when(ask()).then(requested(0))
  })
  it('needs more people for more money, and one more for a young destination', () => {
    const amountMicro = 1_000_000_001n
    payee.given(added(30 * dayMs)).when(ask({ amountMicro })).thenCheck(({ events: [event] }) =>
      expect(event?.data).toMatchObject({ approvals: 1 }))
    payee.given(added(2 * dayMs)).when(ask({ amountMicro: 10_000_000_001n })).thenCheck(({ events: [event] }) =>
      expect(event?.data).toMatchObject({ approvals: 3 }))
  })
  it('is not paid elsewhere, too early, or where only the trusted are', () => {
    payee.when(ask()).then(refused('destination_unknown'))
    payee.given(added(dayMs - 1)).when(ask()).then(refused('destination_too_new'))
    payee.given(added(dayMs)).when(ask()).then(requested(1))
    payee.given(added(30 * dayMs), policySet({ trustedOnly: true })).when(ask()).then(refused('destination_not_trusted'))
    payee.given(policySet({ trusted: [to], trustedOnly: true })).when(ask()).then(requested(0))
    payee.when(ask({ to: `${to.slice(0, -1)}X` })).then(refused('address_invalid', { to: `${to.slice(0, -1)}X` as typeof to }))
  })
  it('is paid so much a payout and so much within 24 hours, whatever was refused or given back aside', () => {
    const limits = policySet({ maxMicro: 600_000_000n, maxPerDayMicro: 900_000_000n })
    const long = added(30 * dayMs)
    payee.given(long, limits).when(ask({ amountMicro: 600_000_001n })).thenCheck(({ events: [event] }) =>
      expect(event?.data).toMatchObject({ code: 'over_payout_limit' }))
    const first = requested(0)
    payee.given(long, limits, first).when(ask({ payout: 'po_2' })).thenCheck(({ events: [event] }) =>
      expect(event?.data).toMatchObject({ code: 'over_daily_limit' }))
    payee.given(long, limits, first).when(ask({ payout: 'po_2' }, atMs + dayMs)).thenCheck(({ events: [event] }) =>
      expect(event?.type).toBe('payout.requested'))
    payee.given(long, limits, first, { type: 'payout.gave_back', data: { party: 'mer_1', payout: 'po_1', atMs } })
      .when(ask({ payout: 'po_2' })).thenCheck(({ events: [event] }) => expect(event?.type).toBe('payout.requested'))
  })
  it('is paid nothing while suspended; refunds go on, without fee, to wherever the customer said', () => {
    const frozen: PayeeEvent = { type: 'payee.frozen', data: { party: 'mer_1', frozen: true, atMs } }
    payee.given(added(30 * dayMs), frozen).when(ask()).then(refused('payee_frozen'))
    payee.given(frozen).when(ask({ payee: refund, by: 'order' })).thenCheck(({ events: [event] }) =>
      expect(event).toMatchObject({ type: 'payout.requested', data: { feeMicro: 0n, approvals: 0 } }))
    const freeze = (is: boolean) => ({ type: 'treasury.payee.freeze', data: { party: 'mer_1', frozen: is } }) as const
    payee.when(freeze(true)).then(frozen)
    payee.given(frozen).when(freeze(true)).thenNothing()
  })
  it('has its policy changed by two', () => {
    const policy = { ...defaultPayoutPolicy, feeMicro: 0n }
    const propose = { type: 'treasury.payee.propose_policy', data: { party: 'mer_1', policy, operator: 'opr_a', reason: 'so' } } as const
    const proposed: PayeeEvent = { type: 'payout_policy.proposed', data: { ...propose.data, atMs } }
    const approve = (operator: string) => ({ type: 'treasury.payee.approve_policy', data: { party: 'mer_1', operator } }) as const
    payee.when(propose).then(proposed)
    payee.when(approve('opr_b')).thenRejected('nothing_proposed')
    payee.given(proposed).when(approve('opr_a')).thenRejected('same_person')
    payee.given(proposed).when(approve('opr_b')).thenCheck(({ state }) => expect(state.policy.feeMicro).toBe(0n))
    payee.when({ ...propose, data: { ...propose.data, policy: { ...policy, maxPerDayMicro: 1n } } }).thenRejected('policy_nonsensical')
  })
  it('says where money may go', () => {
    const place = { party: 'mer_1', chain: 'sandbox', address: to, by: 'x' } as const
    const add = { type: 'treasury.payee.add_destination', data: place } as const
    const remove = { type: 'treasury.payee.remove_destination', data: place } as const
    payee.when(add).then({ type: 'destination.added', data: { ...place, usableAtMs: atMs + dayMs, atMs } })
    payee.when({ ...add, data: { ...place, address: `${to.slice(0, -1)}X` } }).thenRejected('address_invalid')
    payee.given(added(1)).when(add).thenRejected('destination_known')
    payee.when(remove).thenRejected('destination_unknown')
    payee.given(added(1), { type: 'destination.removed', data: { ...place, atMs } }).when(ask()).then(refused('destination_unknown'))
    const many = Array.from({ length: 200 }, (_, index): PayeeEvent => ({
      type: 'destination.added', data: { ...place, address: `T${String(index + 1_000).padStart(33, 'A')}`, usableAtMs: 0, atMs: 0 },
    }))
    payee.given(...many).when(add).thenRejected('too_many_destinations')
    payee.when({ type: 'treasury.payee.give_back', data: { party: 'mer_1', payout: 'po_9' } }).thenNothing()
  })
  it('is looked at before each signature: suspended or short of what must stay, nothing is built', () => {
    const vet = (over: object = {}) => ({
      type: 'treasury.payee.vet', data: { party: 'mer_1', payout: 'po_1', outcome: 'pass', code: 'passed', reason: 'none', ...over },
    }) as const
    const vetted = (outcome: 'pass' | 'hold' | 'reject', code: string, reason = code): PayeeEvent =>
      ({ type: 'payout.vetted', data: { party: 'mer_1', payout: 'po_1', outcome, code, reason, atMs } })
    const frozen: PayeeEvent = { type: 'payee.frozen', data: { party: 'mer_1', frozen: true, atMs } }
    const block = { party: 'mer_1', order: 'ord_1', amountMicro: 7n, untilMs: atMs + 1 } as const
    const blocked: PayeeEvent = { type: 'payee.blocked', data: { ...block, atMs } }
    const ofRefund = { ...requested(0), data: { ...requested(0).data, payee: refund } } as PayeeEvent
    payee.given(requested(0)).when(vet()).then(vetted('pass', 'passed', 'none'))
    payee.given(requested(0)).when(vet({ outcome: 'hold', code: 'screening_hold' })).then(vetted('hold', 'screening_hold', 'none'))
    payee.given(requested(0), frozen).when(vet()).then(vetted('reject', 'payee_frozen'))
    payee.given(ofRefund, frozen).when(vet()).then(vetted('pass', 'passed', 'none'))
    payee.when({ type: 'treasury.payee.block', data: block }).then(blocked)
    payee.given(requested(0), blocked).when(vet({ freeMicro: 6n })).then(vetted('reject', 'withdrawal_blocked'))
    payee.given(requested(0), blocked).when(vet({ freeMicro: 7n })).then(vetted('pass', 'passed', 'none'))
    const unblock = { type: 'treasury.payee.unblock', data: { party: 'mer_1', order: 'ord_1' } } as const
    const unblocked: PayeeEvent = { type: 'payee.unblocked', data: { ...unblock.data, atMs } }
    payee.given(blocked).when(unblock).then(unblocked)
    payee.when(unblock).thenNothing()
    for (const over of [unblocked, { ...blocked, data: { ...blocked.data, untilMs: atMs } } as PayeeEvent]) {
      payee.given(requested(0), blocked, over).when(vet({ freeMicro: 0n })).then(vetted('pass', 'passed', 'none'))
    }
  })
  it('stops what it asked for when it is suspended, refunds aside, and has all of it looked at when it is blocked', () => {
    const sentAfter = (...events: readonly PayeeEvent[]) => {
      const state = events.reduce((folded, event) => payeeProcess.evolve(folded, event as never), payeeProcess.initial())
      return payeeProcess.react(events.at(-1) as never, state)
    }
    const two = { ...requested(0), data: { ...requested(0).data, payout: 'po_2', payee: refund } } as PayeeEvent
    const three = { ...requested(0), data: { ...requested(0).data, payout: 'po_3' } } as PayeeEvent
    const paid: PayeeEvent = { type: 'payout.paid', data: { party: 'mer_1', payout: 'po_3', atMs } }
    const asked = [requested(0), two, three, paid] as const
    expect(sentAfter(...asked, { type: 'payee.frozen', data: { party: 'mer_1', frozen: true, atMs } })).toEqual([
      { type: 'treasury.payout.withhold', data: { payout: 'po_1', code: 'payee_frozen', reason: 'payee_frozen' } },
    ])
    expect(sentAfter(...asked, { type: 'payee.frozen', data: { party: 'mer_1', frozen: false, atMs } })).toEqual([])
    const blocked: PayeeEvent = { type: 'payee.blocked', data: { party: 'mer_1', order: 'ord_1', amountMicro: 7n, untilMs: 9, atMs } }
    expect(sentAfter(...asked, blocked).map(({ type, data }) => [type, (data as { dispatch: string }).dispatch])).toEqual([
      ['treasury.dispatch.recheck', 'po_1'], ['treasury.dispatch.recheck', 'po_2'],
    ])
    payee.given(...asked).when({ type: 'treasury.payee.note_paid', data: { party: 'mer_1', payout: 'po_3' } }).thenNothing()
    payee.given(requested(0)).when({ type: 'treasury.payee.note_paid', data: { party: 'mer_1', payout: 'po_1' } })
      .then({ type: 'payout.paid', data: { party: 'mer_1', payout: 'po_1', atMs } })
  })
  // An id is one payout by a claim: see the stream of its name in the aggregate.
  it('reaches every refusal', () => coversAllRejections(payeeRejections, payee, { reached: new Set(['payout_exists'] as const) }))
})

const request = (approvals = 0): PayoutRequest => ({ ...asked, feeMicro: 2_000_000n, approvals })
const opened = (approvals = 0): PayoutEvent => ({ type: 'payout.opened', data: { ...request(approvals), atMs } })
const pended = (approvals = 0): PayoutEvent => ({ type: 'payout.pended', data: { ...request(approvals), atMs } })
const screened = (approvals: number, outcome: 'pass' | 'hold' | 'reject' = 'pass'): PayoutEvent =>
  ({ type: 'payout.screened', data: { payout: 'po_1', outcome, code: 'passed', reason: 'none', approvals, atMs } })
const cleared = (approvals: number, operators: string[]): PayoutEvent =>
  ({ type: 'payout.cleared', data: { ...request(approvals), operators, atMs } })
const voiding = (reason: string, by: string): PayoutEvent => ({ type: 'payout.voiding', data: { payout: 'po_1', reason, by, atMs } })
const final = { payout: 'po_1', payee: merchant, chain: 'sandbox', to, amountMicro: 500_000_000n } as const
const voided = (reason: string): PayoutEvent => ({ type: 'payout.voided', data: { ...final, reason, atMs } })
const txid = 'a'.repeat(64)
const landed: PayoutEvent = { type: 'payout.landed', data: { ...request(), txid, part: 'log-0', atMs } }

const screen = (outcome: 'pass' | 'hold' | 'reject') => ({
  type: 'treasury.payout.record_screening', data: { payout: 'po_1', outcome, code: 'passed', reason: 'none' },
}) as const
const approve = (operator: string) => ({ type: 'treasury.payout.approve', data: { payout: 'po_1', operator } }) as const
const cancel = { type: 'treasury.payout.cancel', data: { payout: 'po_1', party: 'mer_1', by: 'x' } } as const
const transfers = (step: string, reason?: string) => ({
  type: 'treasury.payout.record_transfers' as const,
  data: { payout: 'po_1', ids: [`payout:po_1:${step}`], ...(reason ? { refused: reason } : {}) },
})
const land = { type: 'treasury.payout.record_landing', data: { payout: 'po_1', txid, part: 'log-0' } } as const
const withdrawal = (withdrawn: boolean) =>
  ({ type: 'treasury.payout.record_withdrawal', data: { payout: 'po_1', withdrawn, reason: 'so' } }) as const

describe('a payout', () => {
  const payout = specify(payoutDecider)
  const approving = [opened(2), pended(2), screened(2)] as const
  const clear = [opened(), pended(), screened(0), cleared(0, [])] as const

  it('is pended once, or voided by the ledger\'s refusal', () => {
    payout.when({ type: 'treasury.payout.open', data: request() }).then(opened())
    payout.given(opened()).when({ type: 'treasury.payout.open', data: request() }).thenNothing()
    payout.given(opened()).when(transfers('pend')).then(pended())
    payout.given(opened(), pended()).when(transfers('pend')).thenNothing()
    payout.given(opened()).when(transfers('pend', 'account_unknown')).then(voided('account_unknown'))
    payout.when(approve('opr_a')).thenRejected('payout_unknown')
  })
  it('is cleared by screening alone below the limits, by people above, by two where it was held', () => {
    payout.given(opened(), pended()).when(screen('pass')).then(screened(0), cleared(0, []))
    payout.given(opened(2), pended(2)).when(screen('pass')).then(screened(2))
    payout.given(opened(), pended()).when(screen('hold')).then(screened(2, 'hold'))
    payout.given(opened(), pended()).when(screen('reject')).then(screened(0, 'reject'), voiding('passed', 'screening'))
    payout.given(...clear).when(screen('pass')).thenNothing()
  })
  it('is approved by different people who did not ask for it', () => {
    const once: PayoutEvent = { type: 'payout.approved', data: { payout: 'po_1', operator: 'opr_a', count: 1, approvals: 2, atMs } }
    const twice: PayoutEvent = { type: 'payout.approved', data: { payout: 'po_1', operator: 'opr_b', count: 2, approvals: 2, atMs } }
    payout.given(...approving).when(approve('opr_a')).then(once)
    payout.given(...approving, once).when(approve('opr_a')).thenRejected('already_approved')
    payout.given(...approving, once).when(approve('opr_b')).then(twice, cleared(2, ['opr_a', 'opr_b']))
    payout.given(...approving, once, twice, cleared(2, ['opr_a', 'opr_b'])).when(approve('opr_a')).thenNothing()
    payout.given(...clear).when(approve('opr_c')).thenRejected('not_awaiting_approval')
    const own = { ...request(1), by: 'operator:opr_a' }
    payout.given({ type: 'payout.opened', data: { ...own, atMs } }, { type: 'payout.pended', data: { ...own, atMs } }, screened(1))
      .when(approve('opr_a')).thenRejected('requester_cannot_approve')
  })
  it('is taken back before it is signed, and only by its payee', () => {
    payout.given(...approving).when(cancel).then(voiding('cancelled', 'x'))
    payout.given(...approving).when({ ...cancel, data: { ...cancel.data, party: 'mer_2' } }).thenRejected('not_your_payout')
    payout.given(...approving).when({ type: 'treasury.payout.reject', data: { payout: 'po_1', operator: 'opr_a', reason: 'odd' } })
      .then(voiding('rejected: odd', 'opr_a'))
    const askedFor: PayoutEvent = { type: 'payout.cancel_asked', data: { payout: 'po_1', by: 'x', atMs } }
    payout.given(...clear).when(cancel).then(askedFor)
    payout.given(...clear, askedFor).when(cancel).thenRejected('cancel_pending')
    payout.given(...clear, askedFor).when(withdrawal(true)).then(voiding('so', 'dispatch'))
    payout.given(...clear, askedFor).when(withdrawal(false))
      .then({ type: 'payout.cancel_too_late', data: { payout: 'po_1', reason: 'so', atMs } })
    payout.given(...clear, landed).when(cancel).thenRejected('payout_over')
    payout.given(...clear, landed).when(withdrawal(true)).thenNothing()
  })
  it('lands once and is confirmed when posted; an early landing waits for its clearing', () => {
    payout.given(...clear).when(land).then(landed)
    payout.given(...clear, landed).when(land).thenNothing()
    payout.given(...approving).when(land).thenRejected('not_cleared')
    payout.given(...clear, landed).when(transfers('post'))
      .then({ type: 'payout.confirmed', data: { ...final, feeMicro: 2_000_000n, txid, atMs } })
    payout.given(...clear, landed).when(transfers('post', 'pending_unknown')).thenBroken(/refused to end payout/)
  })
  it('is voided when its money is back, also where the ledger answers after it was taken back', () => {
    payout.given(...approving, voiding('cancelled', 'x')).when(transfers('void')).then(voided('cancelled'))
    payout.given(opened(), voiding('cancelled', 'x')).when(transfers('pend')).then(pended())
    payout.given(opened(), voiding('cancelled', 'x')).when(transfers('pend', 'insufficient_funds')).then(voided('insufficient_funds'))
  })
  it('is withheld by the treasury at any time before it landed', () => {
    const hold = { type: 'treasury.payout.withhold', data: { payout: 'po_1', code: 'payee_frozen', reason: 'suspended' } } as const
    const withheld: PayoutEvent = { type: 'payout.withheld', data: { ...hold.data, atMs } }
    payout.given(...approving).when(hold).then(withheld, voiding('payee_frozen', 'treasury'))
    payout.given(...clear).when(hold).then(withheld)
    payout.given(...clear, withheld).when(hold).thenNothing()
    payout.given(...clear, withheld).when(withdrawal(true)).then(voiding('payee_frozen', 'dispatch'))
    payout.given(...clear, withheld).when(withdrawal(false)).thenNothing()
    payout.given(...clear, landed).when(hold).thenNothing()
  })
  it('is sent when it is signed, again when another attempt is', () => {
    const send = (id: string) => ({ type: 'treasury.payout.record_sending', data: { payout: 'po_1', txid: id } }) as const
    const sent: PayoutEvent = { type: 'payout.sent', data: { payout: 'po_1', txid, atMs } }
    payout.given(...clear).when(send(txid)).then(sent)
    payout.given(...clear, sent).when(send(txid)).thenNothing()
    payout.given(...clear, sent).when(send('b'.repeat(64))).thenCheck(({ events }) => expect(events).toHaveLength(1))
    payout.given(...clear, landed).when(send(txid)).thenNothing()
  })
  it('reaches every refusal', () => coversAllRejections(payoutRejections, payout))
})

describe('the way of a payout', () => {
  const after = (...events: readonly PayoutEvent[]) => {
    const state = events.reduce((folded, event) => payoutProcess.evolve(folded, event as never), payoutProcess.initial())
    return payoutProcess.react(events.at(-1) as never, state).filter(({ type }) => type !== 'notifier.feed.append')
  }
  it('pends, dispatches, posts and gives back, each once', () => {
    expect(after(opened())).toEqual([pendPayout({ ...request(), ...{ atMs } } as PayoutRequest)])
    expect(after(opened(), pended())).toEqual([])
    expect(after(opened(), voiding('x', 'y'))).toEqual([])
    expect(after(opened(), voiding('x', 'y'), pended())).toEqual([voidPayout(request(), 'pend')])
    expect(after(opened(), pended(), voiding('x', 'y'))).toEqual([voidPayout(request(), 'pend')])
    expect(after(opened(), pended(), screened(0), cleared(0, []))).toMatchObject([{
      type: 'treasury.dispatch.open', data: { dispatch: 'po_1', order: { kind: 'token', source: { role: 'hot' }, to } },
    }])
    expect(after(opened(), pended(), screened(0), cleared(0, []), landed)).toEqual([postPayout(request(), { txid, part: 'log-0' }, 'pend')])
    expect(after(opened(), voided('x'))).toMatchObject([{ type: 'treasury.payee.give_back' }])
  })
  it('sets amount and fee aside together; a refund of what was never applied leaves from where it lies', () => {
    expect(pendPayout(request())).toMatchObject({ data: { ledger: 'usdt-sandbox', transfers: [
      { id: 'payout:po_1:pend', debit: 'merchant:mer_1:available', credit: 'custody:hot:sandbox', amountMicro: 500_000_000n },
      { id: 'payout:po_1:pend/fee', debit: 'merchant:mer_1:available', credit: 'income:payout', amountMicro: 2_000_000n },
    ] } })
    expect(pendPayout({ ...request(), payee: refund, feeMicro: 0n })).toMatchObject({ data: {
      transfers: [{ debit: 'unapplied:pay_1', category: 'refund' }], memo: { payment: 'pay_1', merchant: 'mer_1' },
    } })
    expect(postPayout(request(), { txid, part: 'log-0' }, 'pend')).toMatchObject({ data: { memo: { reference: `${txid}/log-0` } } })
  })
})

