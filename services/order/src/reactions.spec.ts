import { bankReferenceCommands, paymentCommands } from '@stablegate/contracts'
import type { RecordedEvent } from '@stablegate/kernel'
import { expect, test } from 'vitest'
import { claimed, hex, offerOf, settling, awaiting, confirmInput } from './domain/story.spec-support.ts'
import { reactions } from './reactions.ts'

const specs = [...Object.values(paymentCommands), ...Object.values(bankReferenceCommands)]

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
