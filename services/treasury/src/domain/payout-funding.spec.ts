import { specify, specTimeMs } from '@stablegate/testing'
import { describe, expect, it } from 'vitest'
import { fundPayout, holdPayout, postPayout, voidPayout } from './payout-journal.ts'
import { fundsPatienceMs } from './payout-funding.ts'
import { payoutProcess } from './payout.process.ts'
import type { PayoutEvent, PayoutRequest } from './payout-state.ts'
import { payoutDecider } from './payout.ts'

const atMs = specTimeMs
const payout = 'po_1'
const request: PayoutRequest = {
  payout, payee: { kind: 'merchant', merchant: 'mer_1' }, chain: 'sandbox', to: 'TY72iA3SBtrds3QLYsS7LwYfkzXwAXCRWT',
  amountMicro: 500_000_000n, feeMicro: 2_000_000n, by: 'merchant:mer_1', approvals: 0,
}
const opened: PayoutEvent = { type: 'payout.opened', data: { ...request, atMs } }
const holdAsked: PayoutEvent = { type: 'payout.hold_asked', data: { payout, atMs } }
const waiting: PayoutEvent = { type: 'payout.waiting', data: { ...request, clockId: 'c1', untilMs: atMs + fundsPatienceMs, atMs } }
const asked = (round: number): PayoutEvent => ({ type: 'payout.funding_asked', data: { payout, round, atMs } })
const refusedRound = (round: number): PayoutEvent => ({ type: 'payout.funding_refused', data: { payout, round, atMs } })
const pended = (round: number): PayoutEvent => ({ type: 'payout.pended', data: { ...request, round, atMs } })
const voiding: PayoutEvent = { type: 'payout.voiding', data: { payout, reason: 'cancelled', by: 'mer_1', atMs } }
const voided = (reason: string): PayoutEvent => {
  const { payee, chain, to, amountMicro } = request
  return { type: 'payout.voided', data: { payout, payee, chain, to, amountMicro, reason, atMs } }
}
const answer = (step: string, refused?: string) => ({
  type: 'treasury.payout.record_transfers', id: 'c1',
  data: { payout, ids: [`payout:${payout}:${step}`, `payout:${payout}:${step}/fee`] as string[], ...(refused === undefined ? {} : { refused }) },
}) as const
const lacks = 'insufficient_funds'
const fund = { type: 'treasury.payout.fund', data: { payout } } as const
const cancel = { type: 'treasury.payout.cancel', data: { payout, party: 'mer_1', by: 'mer_1' } } as const
const fires = (clockId: string) =>
  ({ type: 'treasury.payout.clock', data: { key: payout, kind: 'funds', clockId, dueAtMs: atMs, outages: [] as never[] } }) as const

describe('a payout that the hot address has not enough for', () => {
  const spec = specify(payoutDecider)

  it('waits with its payee\'s money set aside, and is voided where the payee lacks it', () => {
    spec.given(opened).when(answer('pend', lacks)).then(holdAsked)
    spec.given(opened, holdAsked).when(answer('pend', lacks)).thenNothing()
    spec.given(opened, holdAsked).when(answer('hold')).then(waiting)
    spec.given(opened, holdAsked, waiting).when(answer('hold')).thenNothing()
    spec.given(opened, holdAsked).when(answer('hold', lacks)).then(voided(lacks))
    spec.given(opened).when(answer('pend', 'account_unknown')).then(voided('account_unknown'))
  })

  it('is asked for again a round at a time, and goes on when there is enough', () => {
    spec.given(opened).when(fund).thenNothing()
    spec.given(opened, holdAsked, waiting).when(fund).then(asked(1))
    spec.given(opened, holdAsked, waiting, asked(1)).when(fund).thenNothing()
    spec.given(opened, holdAsked, waiting, asked(1)).when(answer('fund:1', lacks)).then(refusedRound(1))
    spec.given(opened, holdAsked, waiting, asked(1), refusedRound(1)).when(answer('fund:1', lacks)).thenNothing()
    spec.given(opened, holdAsked, waiting, asked(1), refusedRound(1)).when(fund).then(asked(2))
    spec.given(opened, holdAsked, waiting, asked(1), refusedRound(1), asked(2)).when(answer('fund:2')).then(pended(2))
    spec.given(opened, holdAsked, waiting, asked(1), pended(1)).when(fund).thenNothing()
    spec.given(opened, holdAsked, waiting, asked(1), pended(1)).when(answer('fund:1')).thenNothing()
  })

  it('may be taken back at any moment, and then ends', () => {
    for (const history of [[holdAsked], [holdAsked, waiting], [holdAsked, waiting, asked(1)]]) {
      spec.given(opened, ...history).when(cancel).then(voiding)
    }
    spec.given(opened, holdAsked, voiding).when(answer('hold')).then(waiting)
    spec.given(opened, holdAsked, voiding).when(answer('hold', lacks)).then(voided(lacks))
    spec.given(opened, holdAsked, waiting, asked(1), voiding).when(answer('fund:1', lacks)).then(refusedRound(1))
    spec.given(opened, holdAsked, waiting, asked(1), voiding).when(answer('fund:1')).then(pended(1))
    spec.given(opened, holdAsked, waiting, voiding).when(answer('void')).then(voided('cancelled'))
    spec.given(opened, holdAsked, waiting, voiding).when(fund).thenNothing()
  })

  it('tells people by the clock that is awaited', () => {
    spec.given(opened, holdAsked, waiting).when(fires('c0')).thenNothing()
    spec.given(opened, holdAsked, waiting).when(fires('c1'))
      .then({ type: 'payout.funds_overdue', data: { ...request, sinceMs: atMs, atMs } })
    spec.given(opened, holdAsked, waiting, asked(1), pended(1)).when(fires('c1')).thenNothing()
  })
})

describe('what follows in the ledger', () => {
  const after = (...events: readonly PayoutEvent[]) => {
    const state = events.reduce((folded, event) => payoutProcess.evolve(folded, event as never), payoutProcess.initial())
    return payoutProcess.react(events.at(-1) as never, state).filter(({ type }) => type !== 'notifier.feed.append')
  }
  const landed: PayoutEvent = { type: 'payout.landed', data: { ...request, txid: 'a'.repeat(64), part: 'log-0', atMs } }
  const cleared: PayoutEvent = { type: 'payout.cleared', data: { ...request, operators: [], atMs } }

  it('is a hold against nothing that lacks, then the hot address in its place, at once or not at all', () => {
    expect(after(opened, holdAsked)).toEqual([holdPayout(request)])
    expect(holdPayout(request)).toMatchObject({ data: { transfers: [
      { kind: 'pend', id: 'payout:po_1:hold', debit: 'merchant:mer_1:available', credit: 'unapplied:po_1', amountMicro: 500_000_000n },
      { kind: 'pend', id: 'payout:po_1:hold/fee', credit: 'income:payout' },
    ] } })
    expect(after(opened, holdAsked, waiting)).toEqual([])
    expect(after(opened, holdAsked, waiting, asked(3))).toEqual([fundPayout(request, 3)])
    expect(fundPayout(request, 3)).toMatchObject({ data: { transfers: [
      { kind: 'void_pending', pending: 'payout:po_1:hold' }, { kind: 'void_pending', pending: 'payout:po_1:hold/fee' },
      { kind: 'pend', id: 'payout:po_1:fund:3', credit: 'custody:hot:sandbox' }, { kind: 'pend', id: 'payout:po_1:fund:3/fee' },
    ] } })
    const isPended = [opened, holdAsked, waiting, asked(3), pended(3)]
    expect(after(...isPended, cleared, landed)).toEqual([postPayout(request, { txid: 'a'.repeat(64), part: 'log-0' }, 'fund:3')])
  })

  it('gives back what is set aside, whichever of it that is, and once', () => {
    const held = voidPayout(request, 'hold')
    expect(after(opened, holdAsked, voiding)).toEqual([])
    expect(after(opened, holdAsked, voiding, waiting)).toEqual([held])
    expect(after(opened, holdAsked, waiting, voiding)).toEqual([held])
    expect(after(opened, holdAsked, waiting, asked(1), voiding)).toEqual([])
    expect(after(opened, holdAsked, waiting, asked(1), voiding, refusedRound(1))).toEqual([held])
    expect(after(opened, holdAsked, waiting, asked(1), voiding, pended(1))).toEqual([voidPayout(request, 'fund:1')])
    expect(after(opened, holdAsked, waiting, asked(1), pended(1), voiding)).toEqual([voidPayout(request, 'fund:1')])
  })
})
