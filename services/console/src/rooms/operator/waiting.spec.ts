import { describe, expect, it } from 'vitest'
import type { Item } from '../../api/client.ts'
import { waitingOf } from './waiting.ts'

const usdt = { amount: '5.000000', currency: 'USDT' }
const dispute = (payment: string, more: Partial<Item<'listCases'>> = {}): Item<'listCases'> => ({
  payment, kind: 'dispute', reason: 'not_received', merchant: 'mer_1', acceptor: 'acc_1', opened_at: '2026-01-01T00:00:00Z',
  due_at: null, escalated: false, suggestion: null, proposed_by: null, proposal: null, stake: null, evidence: [], ...more,
})
const incident = (id: string, more: Partial<Item<'listIncidents'>> = {}): Item<'listIncidents'> => ({
  id, object: 'incident', kind: 'shortfall', state: 'open', stops: ['payouts'], cause: 'c', detail: '', amount: usdt, operators: [],
  reason: null, cursor: '1', opened_at: '2026-01-02T00:00:00Z', ...more,
})
const payout: Item<'listPayouts'> = {
  id: 'po_1', object: 'payout', kind: 'merchant', owner: 'mer_1', network: 'sandbox', to: 'T1', amount: usdt, fee: usdt,
  status: 'approving', approvals_needed: 2, approved_by: ['opr_ann'], reference: null, batch: null, reason: null, txid: null,
  requested_at: '2026-01-01T00:00:00Z',
}
const keysOf = (...args: Parameters<typeof waitingOf>): readonly string[] => waitingOf(...args).map(({ key }) => key)

describe('what waits for a person', () => {
  it('what is stopped comes first, then clocks by their end, then what another asked for, then the rest', () => {
    expect(keysOf({
      cases: [
        dispute('pay_look'), dispute('pay_later', { due_at: '2026-01-05T00:00:00Z' }),
        dispute('pay_soon', { due_at: '2026-01-03T00:00:00Z' }),
      ],
      payouts: [payout], incidents: [incident('inc_1')],
    })).toEqual(['incident:inc_1', 'case:pay_soon:dispute', 'case:pay_later:dispute', 'payout:po_1', 'case:pay_look:dispute'])
  })

  it('of equals, who has waited longest', () => {
    expect(keysOf({ incidents: [incident('inc_new', { opened_at: '2026-01-03T00:00:00Z' }), incident('inc_old')] }))
      .toEqual(['incident:inc_old', 'incident:inc_new'])
  })

  it('a proposal is a question to somebody else, and says who asked', () => {
    const [one] = waitingOf({ cases: [dispute('pay_1', { due_at: '2026-01-03T00:00:00Z', proposed_by: 'opr_ann' })] })
    expect(one).toMatchObject({ urgency: 'yes', askedBy: 'opr_ann' })
    expect(waitingOf({ incidents: [incident('inc_1', { state: 'closing', operators: ['opr_bob'] })] })[0])
      .toMatchObject({ urgency: 'yes', askedBy: 'opr_bob' })
  })

  it('terms that were only proposed wait for a yes, and a slash says how much', () => {
    const common = { object: 'proposal' as const, reason: null, proposed_by: 'opr_ann' }
    const merchant = { name: 'Shop', proposals: [{ ...common, id: 'p-1', kind: 'fees', proposed_at: '2026-01-02T00:00:00Z' }] }
    const acceptor = { name: 'OTC', proposals: [
      { ...common, id: 'p-2', kind: 'slash', proposed_at: '2026-01-01T00:00:00Z', loss: usdt, penalty: null },
    ] }
    const proposals = [merchant, acceptor] as unknown as Parameters<typeof waitingOf>[0]['proposals']
    expect(waitingOf({ proposals })).toMatchObject([
      { key: 'proposal:p-2', urgency: 'yes', word: 'slash', detail: 'OTC', amount: usdt, askedBy: 'opr_ann', at: '/operator/proposals' },
      { key: 'proposal:p-1', urgency: 'yes', word: 'fees', detail: 'Shop', amount: null, since: '2026-01-02T00:00:00Z' },
    ])
  })

  it('money in suspense is listed by its items, and one that somebody decided waits for a yes', () => {
    const source = { proposed: null, proposed_by: null, reason: 'stranger', holder: 'hot' }
    const item = (account: string, more: object = {}) => ({
      object: 'suspense_item', id: 'dep_1', account, remainder: usdt, received: usdt, since: '2026-01-01T00:00:00Z', payment: null,
      cursor: '1', source, ...more,
    }) as unknown as Item<'listSuspense'>
    const decided = { ...source, proposed: 'equity', proposed_by: 'opr_ann' }
    expect(waitingOf({ suspense: [item('suspense:sandbox:dep_1'), item('suspense:sandbox', { source: null }),
      item('suspense:sandbox:dep_2', { source: decided }), item('suspense:sandbox:dep_3', { payment: 'pay_1' })] })).toMatchObject([
      { key: 'suspense:suspense:sandbox:dep_2', urgency: 'yes', askedBy: 'opr_ann' },
      { urgency: 'look', detail: '' }, { urgency: 'look', detail: 'stranger', amount: usdt }, { urgency: 'look', detail: 'pay_1' },
    ])
  })

  it('what is over waits for nobody', () => {
    expect(waitingOf({
      payouts: [{ ...payout, status: 'confirmed' }], incidents: [incident('inc_1', { state: 'closed' })],
      services: [{ service: 'order', reachable: true, parked: [] }],
    })).toEqual([])
  })

  it('a service that does not answer is stopped, and so is each parked event', () => {
    const parked = { consumer: 'settlement', log: 'order', key: 'pay_1', position: 7, reason: 'broken',
      parked_at: '2026-01-01T00:00:00Z' }
    expect(waitingOf({ services: [{ service: 'order', reachable: false, parked: [parked] }] }).map(({ kind, urgency }) => [kind,
      urgency]))
      .toEqual([['parked', 'stopped'], ['service', 'stopped']])
  })

  it('an incident that stops nothing does not cry', () => {
    expect(waitingOf({ incidents: [incident('inc_1', { stops: [] })] })[0]).toMatchObject({ urgency: 'look' })
  })
})
