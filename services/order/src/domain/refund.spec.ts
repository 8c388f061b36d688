import type { PublicRefund } from '@stablegate/contracts'
import type { CommandToSend, RecordedEvent } from '@stablegate/kernel'
import { coversAllRejections, specify } from '@stablegate/testing'
import { describe, expect, test } from 'vitest'
import { publicRefundOf } from './public-refund.ts'
import { evolveRefund, noRefund, refund, refundRejections, type RefundEvent } from './refund.ts'
import { refunding } from './refunding.process.ts'
import { hex } from './story.spec-support.ts'

const atMs = Date.UTC(2026, 0, 1)
const id = '00000000-0000-4000-8000-000000000001'
const address = 'TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t'
const day = 86_400_000
const terms = {
  refund: 'ref_1', payment: 'pay_1', merchant: 'mer_1', livemode: false, network: 'sandbox', from: 'unapplied',
  amountMicro: 5_000_000n, reason: 'too little', sessionHash: hex('a'),
} as const
const clockOf = (days: number) => ({ kind: 'address', clockId: `${id}:address`, dueAtMs: atMs + days * day })

const opened: RefundEvent = { type: 'refund.opened', data: { ...terms, atMs, clocks: [clockOf(14)] } }
const given = (payout = 'po_1x1'): RefundEvent =>
  ({ type: 'refund.address_given', data: { refund: 'ref_1', payout, address, atMs, clocks: [{ kind: 'address', off: true }] } })
const returned: RefundEvent =
  { type: 'refund.returned', data: { refund: 'ref_1', payout: 'po_1x1', reason: 'own_address', atMs, clocks: [clockOf(14)] } }
const paid: RefundEvent = { type: 'refund.paid', data: { refund: 'ref_1', payout: 'po_1x1', txid: hex('f'), atMs } }
const closed: RefundEvent =
  { type: 'refund.closed', data: { refund: 'ref_1', by: 'merchant', reason: 'mistake', atMs, clocks: [{ kind: 'address', off: true }] } }

const open = { type: 'order.refund.open', data: { ...terms, addressMs: 14 * day } } as const
const give = (sessionHash: string, to = address) =>
  ({ type: 'order.refund.give_address', data: { refund: 'ref_1', by: { role: 'customer', sessionHash }, address: to } }) as const
const close = (merchant: string) =>
  ({ type: 'order.refund.close', data: { refund: 'ref_1', by: { role: 'merchant', merchant }, reason: 'mistake' } }) as const
const record = (payout: string, confirmed: boolean) => ({
  type: 'order.refund.record_payout',
  data: {
    refund: 'ref_1', payout,
    fact: confirmed ? { outcome: 'confirmed', txid: hex('f') } as const : { outcome: 'refused', reason: 'own_address' } as const,
  },
}) as const
const ring = (clockId = `${id}:address`, outages: { id: string; fromMs: number; toMs: number }[] = []) => ({
  type: 'order.refund.clock', atMs: atMs + 14 * day,
  data: { key: 'ref_1', kind: 'address', clockId, dueAtMs: atMs + 14 * day, outages },
}) as const

const spec = specify(refund.decider)

describe('a refund', () => {
  test('opens once', () => {
    spec.when(open).then(opened)
    spec.given(opened).when(open).thenRejected('refund_exists')
    spec.when(give(hex('a'))).thenRejected('refund_unknown')
  })

  test('waits for the address of the session that paid, and of nobody else', () => {
    spec.given(opened).when(give(hex('a'))).then(given())
    spec.given(opened).when(give(hex('b'))).thenRejected('session_mismatch')
    spec.given(opened).when(give(hex('a'), `${address.slice(0, -1)}u`)).thenRejected('address_invalid')
    spec.given(opened, given()).when(give(hex('a'))).thenRejected('not_awaiting_address')
  })

  test('ends paid, once, by the payout that is under way', () => {
    spec.given(opened, given()).when(record('po_1x1', true)).then(paid)
    spec.given(opened, given(), paid).when(record('po_1x1', true)).thenNothing()
    spec.given(opened, given()).when(record('po_1x9', true)).thenNothing()
    spec.given(opened).when(record('po_1x1', true)).thenRejected('payout_unknown')
  })

  test('comes back when its payout never leaves, and takes another address under another payout', () => {
    spec.given(opened, given()).when(record('po_1x1', false)).then(returned)
    spec.given(opened, given(), returned).when(give(hex('a'))).then(given('po_1x2'))
    // The word on the first payout, told late, is none on the second.
    spec.given(opened, given(), returned, given('po_1x2')).when(record('po_1x1', true)).thenNothing()
  })

  test('that was paid and is gone from the chain is on its way again, and ends once more', () => {
    const revoked = (payout: string) =>
      ({ type: 'order.refund.record_payout', data: { refund: 'ref_1', payout, fact: { outcome: 'revoked' } } }) as const
    const reopened: RefundEvent = { type: 'refund.reopened', data: { refund: 'ref_1', payout: 'po_1x1', atMs } }
    spec.given(opened, given(), paid).when(revoked('po_1x1')).then(reopened)
    spec.given(opened, given()).when(revoked('po_1x1')).thenNothing()
    spec.given(opened, given(), paid).when(revoked('po_1x9')).thenNothing()
    spec.given(opened, given(), paid, reopened).when(record('po_1x1', true)).then(paid)
    spec.given(opened, given(), paid, reopened).when(record('po_1x1', false)).then(returned)
  })

  test('gives its say to whoever opens the newest link, once', () => {
    const make = (linkHash: string, merchant = 'mer_1') =>
      ({ type: 'order.refund.make_link', data: { refund: 'ref_1', by: { role: 'merchant', merchant }, linkHash } }) as const
    const made = (linkHash: string): RefundEvent => ({ type: 'refund.link_made', data: { refund: 'ref_1', linkHash, by: 'merchant', atMs } })
    const claim = (linkHash: string) =>
      ({ type: 'order.refund.claim', data: { refund: 'ref_1', linkHash, sessionHash: hex('d') } }) as const
    const claimed: RefundEvent = { type: 'refund.claimed', data: { refund: 'ref_1', sessionHash: hex('d'), atMs } }
    spec.given(opened).when(make(hex('1'))).then(made(hex('1')))
    spec.given(opened).when(make(hex('1'), 'mer_2')).thenRejected('not_your_payment')
    spec.given(opened, given()).when(make(hex('1'))).thenRejected('not_awaiting_address')
    spec.given(opened, made(hex('1'))).when(claim(hex('1'))).then(claimed)
    spec.given(opened).when(claim(hex('1'))).thenRejected('link_invalid')
    spec.given(opened, made(hex('1')), made(hex('2'))).when(claim(hex('1'))).thenRejected('link_invalid')
    spec.given(opened, made(hex('1')), claimed).when(claim(hex('1'))).thenRejected('link_invalid')
    spec.given(opened, made(hex('1')), given()).when(claim(hex('1'))).thenRejected('not_awaiting_address')
    spec.given(opened, made(hex('1')), claimed).when(give(hex('a'))).thenRejected('session_mismatch')
    spec.given(opened, made(hex('1')), claimed).when(give(hex('d'))).then(given())
  })

  test('is closed by its merchant, or by time, only while nothing is on its way', () => {
    spec.given(opened).when(close('mer_1')).then(closed)
    spec.given(opened).when(close('mer_2')).thenRejected('not_your_payment')
    spec.given(opened, given()).when(close('mer_1')).thenRejected('not_awaiting_address')
    spec.given(opened).when(ring()).then({
      type: 'refund.closed',
      data: { refund: 'ref_1', by: 'system', reason: 'no_address', atMs: atMs + 14 * day, clocks: [{ kind: 'address', off: true }] },
    })
    spec.given(opened, given()).when(ring()).thenRejected('clock_stale')
  })

  test('an outage gives the customer the time back', () => {
    const outage = { id: 'out_1', fromMs: atMs + day, toMs: atMs + 2 * day }
    spec.given(opened).when(ring(undefined, [outage])).then({
      type: 'refund.clock_shifted',
      data: { refund: 'ref_1', outages: [outage], atMs: atMs + 14 * day, clocks: [clockOf(15)] },
    })
  })

  test('every code is reached', () => coversAllRejections(refundRejections, spec))
})

/** What the process sends at the last of these events. */
const sentAfter = (...events: readonly RefundEvent[]): readonly CommandToSend[] => {
  const state = events.reduce(evolveRefund, noRefund())
  return refunding.react(events.at(-1) as RecordedEvent<RefundEvent>, state)
}
const typesAfter = (...events: readonly RefundEvent[]): string[] =>
  sentAfter(...events).map(({ type, data }) => {
    const told = data as { readonly type?: string; readonly outcome?: string }
    return [type.split('.').at(-1), told.type ?? told.outcome].filter(Boolean).join(' ')
  })

describe('its process', () => {
  test('asks the treasury to pay, tells the payment how it ended, and its merchant of each step', () => {
    expect(typesAfter(opened)).toEqual(['append refund.created'])
    expect(typesAfter(opened, given())).toEqual(['request_payout', 'append refund.sending'])
    expect(typesAfter(opened, given(), returned)).toEqual(['append refund.returned'])
    expect(typesAfter(opened, given(), paid)).toEqual(['record_refund paid', 'append refund.paid'])
    expect(typesAfter(opened, closed)).toEqual(['record_refund closed', 'append refund.closed'])
    const reopened: RefundEvent = { type: 'refund.reopened', data: { refund: 'ref_1', payout: 'po_1x1', atMs } }
    expect(typesAfter(opened, given(), paid, reopened)).toEqual(['record_refund reopened', 'append refund.reopened'])
    expect(sentAfter(opened, given())[0]?.data).toEqual({
      payout: 'po_1x1', payee: { kind: 'refund', merchant: 'mer_1', payment: 'pay_1', refund: 'ref_1', from: 'unapplied' },
      chain: 'sandbox', to: address, amountMicro: 5_000_000n, by: 'refund:ref_1', reference: 'pay_1',
    })
  })

  test('shows when an address is needed, where it went and why it came back', () => {
    const shown = (...events: readonly RefundEvent[]): PublicRefund => publicRefundOf(events.reduce(evolveRefund, noRefund()))
    expect(shown(opened)).toMatchObject({ status: 'awaiting_address', address: null, address_before: '2026-01-15T00:00:00.000Z' })
    expect(shown(opened, given(), returned)).toMatchObject({ status: 'awaiting_address', note: 'own_address' })
    expect(shown(opened, given(), paid)).toMatchObject({ status: 'paid', address, txid: hex('f'), address_before: null })
  })
})
