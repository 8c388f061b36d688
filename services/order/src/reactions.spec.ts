import { bankReferenceCommands, paymentCommands, refundCommands } from '@stablegate/contracts'
import type { RecordedEvent } from '@stablegate/kernel'
import { expect, test } from 'vitest'
import { claimed, hex, offerOf, settling, awaiting, confirmInput } from './domain/story.spec-support.ts'
import { reactions } from './reactions.ts'

const specs = [...Object.values(paymentCommands), ...Object.values(refundCommands), ...Object.values(bankReferenceCommands)]

/** What the reaction that lists this type of event sends; every command parses by its contract. */
const sentBy = (log: string, type: string, data: unknown): unknown[] => {
  const listening = reactions.filter(
    (reaction) => reaction.log === log && reaction.events.some((spec) => spec.type === type),
  )
  return listening.flatMap((reaction) =>
    reaction.react({ type, data } as RecordedEvent).map((command) => {
      const spec = specs.find((known) => known.type === command.type)
      if (!spec) throw new Error(`no contract of ${command.type}`)
      return [command.type.split('.').slice(1).join('.'), spec.parse(command.data)]
    }),
  )
}

test('matching answers become facts of the payment', () => {
  const { order } = offerOf(1)
  expect(sentBy('matching', 'offer.made', { ...offerOf(1), payerFingerprint: 'p', atMs: 1 })).toEqual([
    ['payment.record_offer', { payment: 'pay_1', offer: { ...offerOf(1), order } }],
  ])
  const failed = { ledger: 'usdt-sandbox', payment: 'pay_1', attempt: 2, reason: 'no_acceptor' }
  expect(sentBy('matching', 'match.failed', failed)).toEqual([
    ['payment.record_no_offer', { payment: 'pay_1', attempt: 2, reason: 'no_acceptor' }],
  ])
})

test('a suspension goes the way of the offer, behind it', () => {
  const data = { ledger: 'usdt-sandbox', payment: 'pay_1', attempt: 2, acceptor: 'acc_1' }
  expect(sentBy('matching', 'order.suspended', data)).toEqual([
    ['payment.record_suspension', { payment: 'pay_1', attempt: 2, acceptor: 'acc_1' }],
  ])
  const offers = reactions.find(({ name }) => name === 'offers')
  const keys = [{ ...offerOf(2), atMs: 1 }, data].map((one) =>
    offers?.keyOf?.({ data: one } as unknown as RecordedEvent),
  )
  expect(keys).toEqual(['pay_1', 'pay_1'])
})

test('the ledger answers for a payment; sets of others are none of ours', () => {
  const transfers = [{ id: 'escrow:pay_1:1' }, { id: 'x' }]
  expect(sentBy('ledger', 'transfers.accepted', { memo: { payment: 'pay_1' }, transfers })).toEqual([
    ['payment.record_transfer', { payment: 'pay_1', ids: ['escrow:pay_1:1', 'x'] }],
  ])
  const refused = { memo: { payment: 'pay_1' }, ids: ['escrow:pay_1:1'], reason: 'insufficient_funds' }
  expect(sentBy('ledger', 'transfers.refused', refused)).toEqual([
    ['payment.record_transfer', { payment: 'pay_1', ids: ['escrow:pay_1:1'], refused: 'insufficient_funds' }],
  ])
  expect(sentBy('ledger', 'transfers.accepted', { memo: {}, transfers })).toEqual([])
})

test('whoever names a bank reference is noted, by the customer or by the acceptor alone', () => {
  const noted = (digit: string) => [
    'bankreference.note',
    { account: 'pac_1', method: 'alipay', bankReferenceHash: hex(digit), payment: 'pay_1' },
  ]
  const { last: claim } = claimed()
  expect(sentBy('order', claim.type, claim.data)).toEqual([noted('b')])
  const { last: afterClaim } = settling()
  expect(sentBy('order', afterClaim.type, afterClaim.data)).toEqual([])
  const { last: alone } = awaiting().does('confirm', { ...confirmInput, bankReferenceHash: hex('c') })
  expect(sentBy('order', alone.type, alone.data)).toEqual([noted('c')])
})

test('a second claimant sends both to review', () => {
  const data = { account: 'pac_1', method: 'alipay', bankReferenceHash: hex('b'), payment: 'pay_2' }
  expect(sentBy('order', 'bank_reference.noted', data)).toEqual([])
  expect(sentBy('order', 'bank_reference.noted', { ...data, first: 'pay_1' })).toEqual([
    ['payment.record_contest', { payment: 'pay_1', other: 'pay_2', bankReferenceHash: hex('b') }],
    ['payment.record_contest', { payment: 'pay_2', other: 'pay_1', bankReferenceHash: hex('b') }],
  ])
})

const coin = {
  deposit: 'dep_1', round: 1, amountMicro: 5n, txid: hex('1'), part: 'log-0', from: `T${'b'.repeat(33)}`,
  block: { number: 7, hash: hex('2'), atMs: 3 },
}
const onAddress = { chain: 'sandbox', address: `T${'a'.repeat(33)}` }
const ofPayment = { ...onAddress, holder: { kind: 'payment', payment: 'pay_1', merchant: 'mer_1' } }

test('what the treasury tells of the address of a payment becomes its fact, in one order', () => {
  const told = { ...ofPayment, ...coin, atMs: 1 }
  const stages = [
    ['deposit.observed', {}, 'observed'], ['deposit.orphaned', {}, 'orphaned'], ['deposit.solid', {}, 'solid'],
    ['deposit.booked', {}, 'booked'], ['deposit.screened', { outcome: 'pass' }, 'passed'],
    ['deposit.screened', { outcome: 'hold' }, 'held'], ['deposit.screened', { outcome: 'reject' }, 'rejected'],
  ] as const
  for (const [type, more, stage] of stages) {
    expect(sentBy('treasury', type, { ...told, ...more })).toEqual([
      ['payment.record_deposit', { payment: 'pay_1', ...coin, stage }],
    ])
  }
  expect(sentBy('treasury', 'deposit.revoked', { ...told, reversedBy: 'order' })).toEqual([
    ['payment.record_deposit', { payment: 'pay_1', ...coin, stage: 'revoked', reversedBy: 'order' }],
  ])
  expect(sentBy('treasury', 'address.ready', { ...ofPayment, atMs: 1 })).toEqual([
    ['payment.record_address', { payment: 'pay_1', network: 'sandbox', address: onAddress.address }],
  ])
  expect(sentBy('treasury', 'address.refused', { chain: 'sandbox', holder: ofPayment.holder, code: 'wallet_closed', atMs: 1 })).toEqual([
    ['payment.refuse_address', { payment: 'pay_1', network: 'sandbox', code: 'wallet_closed' }],
  ])
  const { txid, part, from, block } = coin
  const odd = { txid, part, from, block, reason: 'other_asset', asset: 'TRX', amountUnits: '5' }
  expect(sentBy('treasury', 'deposit.unexpected', { ...ofPayment, ...odd, chain: 'sandbox', to: onAddress.address, ours: 'to', atMs: 1 })).toEqual([
    ['payment.record_wrong_asset', { payment: 'pay_1', ...odd }],
  ])
  // What we send ourselves, such as the TRX that an address needs for its sweep, no customer is asked about.
  expect(sentBy('treasury', 'deposit.unexpected', { ...ofPayment, ...odd, chain: 'sandbox', to: onAddress.address, ours: 'both', atMs: 1 }))
    .toEqual([])
  for (const holder of [{ kind: 'acceptor', acceptor: 'acc_1' }, { kind: 'hot' }])
    expect(sentBy('treasury', 'deposit.solid', { ...told, holder })).toEqual([])
})

test('payouts that are refunds tell how they ended; all others are none of ours', () => {
  const payee = { kind: 'refund', merchant: 'mer_1', payment: 'pay_1', refund: 'ref_1', from: 'unapplied' }
  const told = { payout: 'po_1x1', payee, chain: 'sandbox', to: onAddress.address, amountMicro: 5n, atMs: 1 }
  const fact = (type: string, more: object) => sentBy('treasury', type, { ...told, ...more })
  expect(fact('payout.confirmed', { txid: hex('f'), feeMicro: 0n })).toEqual([
    ['refund.record_payout', { refund: 'ref_1', payout: 'po_1x1', fact: { outcome: 'confirmed', txid: hex('f') } }],
  ])
  expect(fact('payout.refused', { code: 'own_address' })).toEqual([
    ['refund.record_payout', { refund: 'ref_1', payout: 'po_1x1', fact: { outcome: 'refused', reason: 'own_address' } }],
  ])
  expect(fact('payout.voided', { reason: 'expired' })).toEqual([
    ['refund.record_payout', { refund: 'ref_1', payout: 'po_1x1', fact: { outcome: 'voided', reason: 'expired' } }],
  ])
  const gone = { feeMicro: 0n, by: 'x', approvals: 0 }
  expect(fact('payout.revoked', { ...gone, txid: hex('f'), part: 'log-0', round: 1 })).toEqual([
    ['refund.record_payout', { refund: 'ref_1', payout: 'po_1x1', fact: { outcome: 'revoked' } }],
  ])
  expect(fact('payout.returned', { ...gone, reason: 'lost' })).toEqual([
    ['refund.record_payout', { refund: 'ref_1', payout: 'po_1x1', fact: { outcome: 'returned', reason: 'lost' } }],
  ])
  expect(fact('payout.confirmed', { payee: { kind: 'merchant', merchant: 'mer_1' }, txid: hex('f') })).toEqual([])
})

test('movements that others ask for in the name of a payment are none of its own', () => {
  const booking = { memo: { payment: 'pay_1' }, transfers: [{ id: 'deposit:sandbox:T:dep_1:1:book' }] }
  expect(sentBy('ledger', 'transfers.accepted', booking)).toEqual([])
  const ofAnother = { memo: { payment: 'pay_1' }, transfers: [{ id: 'release:pay_2:1' }] }
  expect(sentBy('ledger', 'transfers.accepted', ofAnother)).toEqual([])
})
