import { specify, specTimeMs } from '@stablegate/testing'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { payoutProcess } from './payout.process.ts'
import type { PayoutCommand, PayoutEvent, PayoutState } from './payout-state.ts'
import { payoutDecider } from './payout.ts'

const atMs = specTimeMs
const to = 'TY72iA3SBtrds3QLYsS7LwYfkzXwAXCRWT'
const merchant = { kind: 'merchant', merchant: 'mer_1' } as const
const refund = { kind: 'refund', merchant: 'mer_1', payment: 'pay_1', refund: 'ref_1', from: 'unapplied' } as const
const request = {
  payout: 'po_1', payee: merchant, chain: 'sandbox', to, amountMicro: 500_000_000n, feeMicro: 2_000_000n, approvals: 0, by: 'x',
} as const
const txid = 'a'.repeat(64)
const opened: PayoutEvent = { type: 'payout.opened', data: { ...request, atMs } }
const pended: PayoutEvent = { type: 'payout.pended', data: { ...request, atMs } }
const cleared: PayoutEvent = { type: 'payout.cleared', data: { ...request, operators: [], atMs } }
const landed: PayoutEvent = { type: 'payout.landed', data: { ...request, txid, part: 'log-0', atMs } }
const { payee, chain, amountMicro, feeMicro } = request
const confirmed: PayoutEvent = { type: 'payout.confirmed', data: { payout: 'po_1', payee, chain, to, amountMicro, feeMicro, txid, atMs } }
const revoked = (round = 1): PayoutEvent => ({ type: 'payout.revoked', data: { ...request, txid, part: 'log-0', round, atMs } })
type Step = 'reverse' | 'repost' | 'give_back'
const asked = (step: Step, round = 1, custody: 'hot' | 'doubtful' = 'doubtful'): PayoutEvent =>
  ({ type: 'payout.repair_asked', data: { payout: 'po_1', step, round, custody, atMs } })
const repaired = (step: Step | 'post', round = 1): PayoutEvent => ({ type: 'payout.repaired', data: { payout: 'po_1', step, round, atMs } })
const returning: PayoutEvent = { type: 'payout.returning', data: { ...request, reason: 'lost', atMs } }
const returned: PayoutEvent = { type: 'payout.returned', data: { ...request, reason: 'lost', atMs } }

const revoke = { type: 'treasury.payout.record_revocation', data: { payout: 'po_1', txid, part: 'log-0' } } as const
const land = { type: 'treasury.payout.record_landing', data: { payout: 'po_1', txid, part: 'log-0' } } as const
const lose = { type: 'treasury.payout.record_withdrawal', data: { payout: 'po_1', withdrawn: true, reason: 'lost' } } as const
const answer = (step: string) => ({ type: 'treasury.payout.record_transfers' as const, data: { payout: 'po_1', ids: [`payout:po_1:${step}`] } })

const done = [opened, pended, cleared, landed, confirmed] as const
const sentBy = (...events: readonly PayoutEvent[]) => {
  const state = events.reduce((folded, event) => payoutProcess.evolve(folded, event as never), payoutProcess.initial())
  return payoutProcess.react(events.at(-1) as never, state)
}
type Leg = { readonly debit: string; readonly credit: string }
const legsOf = (...events: readonly PayoutEvent[]) => sentBy(...events).flatMap(({ data }) =>
  (data as { transfers?: { id: string; amountMicro: bigint; legs: Leg[] }[] }).transfers?.map((one) =>
    [one.id, one.amountMicro, ...one.legs.map(({ debit, credit }) => `${debit} > ${credit}`)]) ?? [])

describe('a payout that was solid and is gone', () => {
  const payout = specify(payoutDecider)

  it('is taken back into custody, and into nobody\'s balance', () => {
    payout.given(...done).when(revoke).then(revoked(), asked('reverse'))
    payout.given(...done, revoked(), asked('reverse')).when(revoke).thenNothing()
    payout.given(...done).when({ ...revoke, data: { ...revoke.data, txid: 'b'.repeat(64) } }).thenNothing()
    expect(legsOf(...done, revoked(), asked('reverse'))).toEqual([
      ['payout:po_1:reverse:1', 500_000_000n, 'custody:doubtful:sandbox > unapplied:po_1'],
    ])
  })
  it('waits until the ledger has posted it, where that is under way', () => {
    const early = [opened, pended, cleared, landed] as const
    payout.given(...early).when(revoke).then(revoked())
    payout.given(...early, revoked()).when(answer('post')).then(repaired('post'), asked('reverse'))
    // Landed once more before the ledger had heard of it: nothing was to be repaired.
    payout.given(...early, revoked(), landed).when(answer('post')).then(confirmed)
    expect(sentBy(...early, revoked(), landed).filter(({ type }) => type.startsWith('ledger.'))).toEqual([])
  })
  it('leaves once more when it lands again', () => {
    const gone = [...done, revoked(), asked('reverse')] as const
    payout.given(...gone).when(land).then(landed)
    payout.given(...gone, landed).when(answer('reverse:1')).then(repaired('reverse'), asked('repost'))
    payout.given(...gone, repaired('reverse')).when(land).then(landed, asked('repost'))
    payout.given(...gone, repaired('reverse'), landed, asked('repost')).when(answer('repost:1')).then(confirmed)
    expect(legsOf(...gone, repaired('reverse'), landed, asked('repost'))).toEqual([
      ['payout:po_1:repost:1', 500_000_000n, 'unapplied:po_1 > custody:doubtful:sandbox'],
    ])
  })
  it('is given back with its fee only when it provably never lands', () => {
    const gone = [...done, revoked(), asked('reverse'), repaired('reverse')] as const
    payout.given(...gone).when(lose).then(returning, asked('give_back'))
    payout.given(...done, revoked(), asked('reverse')).when(lose).then(returning)
    payout.given(...done, revoked(), asked('reverse'), returning).when(answer('reverse:1')).then(repaired('reverse'), asked('give_back'))
    payout.given(...gone, returning, asked('give_back')).when(answer('give_back:1')).then(returned)
    payout.given(...gone, returning, asked('give_back'), returned).when(answer('give_back:1')).thenNothing()
    expect(legsOf(...gone, returning, asked('give_back'))).toEqual([
      ['payout:po_1:give_back:1', 500_000_000n, 'unapplied:po_1 > receivable:mer_1', 'unapplied:po_1 > merchant:mer_1:available'],
      ['payout:po_1:give_back:1/fee', 2_000_000n, 'income:payout > receivable:mer_1', 'income:payout > merchant:mer_1:available'],
      ['payout:po_1:give_back:1/hot', 500_000_000n, 'custody:hot:sandbox > custody:doubtful:sandbox'],
    ])
    expect(sentBy(...gone, returning, asked('give_back'), returned)).toMatchObject([{ type: 'treasury.payee.give_back' }, {}])
  })
  it('of a refund goes back to where it waited', () => {
    const ofRefund = (event: PayoutEvent) => ({ ...event, data: { ...event.data, payee: refund, feeMicro: 0n } }) as PayoutEvent
    expect(legsOf(...[...done, revoked(), asked('reverse'), repaired('reverse'), returning].map(ofRefund), asked('give_back'))).toEqual([
      ['payout:po_1:give_back:1', 500_000_000n, 'unapplied:po_1 > unapplied:pay_1'],
      ['payout:po_1:give_back:1/hot', 500_000_000n, 'custody:hot:sandbox > custody:doubtful:sandbox'],
    ])
  })
  it('that was reversed when nothing was doubtful yet leaves and comes back where it was', () => {
    const gone = [...done, revoked(), asked('reverse', 1, 'hot'), repaired('reverse')] as const
    payout.given(...gone).when(land).then(landed, asked('repost', 1, 'hot'))
    payout.given(...gone).when(lose).then(returning, asked('give_back', 1, 'hot'))
    expect(legsOf(...gone, landed, asked('repost', 1, 'hot'))).toEqual([
      ['payout:po_1:repost:1', 500_000_000n, 'unapplied:po_1 > custody:hot:sandbox'],
    ])
    expect(legsOf(...gone, returning, asked('give_back', 1, 'hot')).map(([id]) => id)).toEqual([
      'payout:po_1:give_back:1', 'payout:po_1:give_back:1/fee',
    ])
    // Once more revoked, it is doubtful as any.
    payout.given(...gone, landed, asked('repost', 1, 'hot'), confirmed).when(revoke).then(revoked(2), asked('reverse', 2))
  })
  it('that was paid although it was given back is owed by its payee, a refund by the operator', () => {
    const surface = { type: 'treasury.payout.record_surfacing', data: { payout: 'po_1', txid, part: 'log-0' } } as const
    const overpaid: PayoutEvent = { type: 'payout.overpaid', data: { ...request, txid, part: 'log-0', round: 1, atMs } }
    payout.given(...done).when(surface).then(overpaid)
    payout.given(...done, overpaid).when(surface).thenNothing()
    expect(legsOf(...done, overpaid)).toEqual([[
      `payout:po_1:overpaid:${txid}`, 500_000_000n, 'merchant:mer_1:available > custody:hot:sandbox',
      'receivable:mer_1 > custody:hot:sandbox',
    ]])
    expect(legsOf(...done, { ...overpaid, data: { ...overpaid.data, payee: refund } } as PayoutEvent)).toEqual([
      [`payout:po_1:overpaid:${txid}`, 500_000_000n, 'operator:equity > custody:hot:sandbox'],
    ])
  })
  it('is owed as long as what paid it stands, and no more often', () => {
    const on = { payout: 'po_1', txid, part: 'log-0' } as const
    const surface = { type: 'treasury.payout.record_surfacing', data: on } as const
    const sink = { type: 'treasury.payout.record_sinking', data: on } as const
    const overpaid = (round: number): PayoutEvent => ({ type: 'payout.overpaid', data: { ...request, txid, part: 'log-0', round, atMs } })
    const undone = (round: number): PayoutEvent =>
      ({ type: 'payout.overpayment_undone', data: { ...request, txid, part: 'log-0', round, atMs } })
    payout.given(...done).when(sink).thenNothing()
    payout.given(...done, overpaid(1)).when(sink).then(undone(1))
    payout.given(...done, overpaid(1), undone(1)).when(sink).thenNothing()
    payout.given(...done, overpaid(1), undone(1)).when(surface).then(overpaid(2))
    payout.given(...done, overpaid(1), undone(1), overpaid(2)).when(sink).then(undone(2))
    expect(legsOf(...done, overpaid(1), undone(1))).toEqual([[
      `payout:po_1:overpaid:${txid}/undone`, 500_000_000n, 'custody:hot:sandbox > receivable:mer_1',
      'custody:hot:sandbox > merchant:mer_1:available',
    ]])
    expect(legsOf(...done, overpaid(1), undone(1), overpaid(2))[0]?.[0]).toBe(`payout:po_1:overpaid:${txid}:2`)
    const ofRefund = { ...undone(2), data: { ...undone(2).data, payee: refund } } as PayoutEvent
    expect(legsOf(...done, ofRefund)).toEqual([
      [`payout:po_1:overpaid:${txid}:2/undone`, 500_000_000n, 'custody:hot:sandbox > operator:equity'],
    ])
  })

  it('has its books right at every end, however chain and ledger overtake each other', () => {
    type Move = 'revoke' | 'land' | 'lose' | 'answer'
    fc.assert(fc.property(fc.array(fc.constantFrom<Move>('revoke', 'land', 'answer', 'answer'), { maxLength: 24 }), fc.boolean(), (moves, lost) => {
      const books = { custodyMicro: 0n, limboMicro: 0n, payeeMicro: 0n }
      let state: PayoutState = [opened, pended, cleared].reduce(payoutDecider.evolve, payoutDecider.initial())
      const waiting: string[] = []
      const done = new Set<string>()
      const send = (command: object): void => {
        const outcome = payoutDecider.decide({ id: 'x', actor: 'x', atMs, ...command } as unknown as PayoutCommand, state)
        if ('rejected' in outcome) return
        for (const event of outcome.events) {
          state = payoutDecider.evolve(state, event)
          if (event.type === 'payout.landed' && state.round === 0) waiting.push('post')
          if (event.type === 'payout.repair_asked') waiting.push(`${event.data.step}:${event.data.round}`)
        }
      }
      const move: Record<Move, () => void> = {
        revoke: () => send(revoke), land: () => send(land), lose: () => send(lose),
        answer: () => {
          const id = waiting.shift()
          if (id === undefined) return
          expect(done.has(id)).toBe(false)
          done.add(id)
          const [step = ''] = id.split(':')
          if (step === 'post' || step === 'repost') books.custodyMicro -= 1n
          if (step === 'repost' || step === 'give_back') books.limboMicro -= 1n
          if (step === 'reverse') { books.custodyMicro += 1n; books.limboMicro += 1n }
          if (step === 'give_back') books.payeeMicro += 1n
          expect(books.limboMicro >= 0n).toBe(true)
          send(answer(id))
        },
      }
      for (const one of ['land', ...moves] as const) move[one]()
      if (lost) move.lose()
      while (waiting.length > 0) move.answer()
      const out = state.status === 'confirmed'
      expect(out || state.status === 'revoked' || state.status === 'returned').toBe(true)
      expect(books).toEqual({
        custodyMicro: out ? -1n : 0n, limboMicro: state.status === 'revoked' ? 1n : 0n, payeeMicro: state.status === 'returned' ? 1n : 0n,
      })
    }))
  })
})
