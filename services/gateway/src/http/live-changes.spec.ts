import { describe, expect, it } from 'vitest'
import { changesFor, Gathered } from './live-changes.ts'

const event = (stream: string, data: object, type = 'done') => ({
  id: 'e', log: stream.split('.')[0] ?? '', stream, type, data: JSON.stringify(data), position: 1, revision: 0, version: 1, metadata: '{}',
}) as unknown as Parameters<typeof changesFor>[1]

describe('what somebody is told of a change', () => {
  const own = { holder: 'mer_1' }

  it('of the own notices: what they are about', () => {
    expect(changesFor(own, event('notifier.feed-mer_1', { type: 'payment.settled', subject: 'pay_7', payload: {} }))).toEqual([
      { log: 'order', type: 'payment.settled', subject: 'pay_7' }, { log: 'notifier', type: '', subject: '', position: 1 },
    ])
    expect(changesFor(own, event('notifier.feed-mer_1', { type: 'payout.sent', subject: 'po_7',
      payload: {} }))[0]).toMatchObject({ log: 'treasury' })
  })

  it('of others nothing, and of what names both only that there was something', () => {
    expect(changesFor(own, event('notifier.feed-mer_12', { type: 'payment.settled', subject: 'pay_7' }))).toEqual([])
    expect(changesFor(own, event('gateway.merchant-mer_12', { merchant: 'mer_12' }))).toEqual([])
    expect(changesFor(own, event('ledger.book-x', { debit: 'acceptor:acc_9', credit: 'merchant:mer_1:held' }, 'transfers.accepted')))
      .toEqual([{ log: 'ledger', type: '', subject: '', position: 1 }])
    expect(changesFor(own, event('gateway.merchant-mer_1', {}))).toEqual([{ log: 'gateway', type: '', subject: '', position: 1 }])
  })

  it('as an operator: everything', () => {
    expect(changesFor({ holder: null }, event('order.payment-pay_7', {}, 'payment.created')))
      .toEqual([{ log: 'order', type: 'payment.created', subject: 'pay_7', position: 1 }])
  })

  it('once, and together when there is much', () => {
    const gathered = new Gathered()
    for (let one = 0; one < 1_000; one += 1) gathered.add([{ log: 'order', type: 'payment.created', subject: `pay_${one}` }])
    gathered.add([{ log: 'order', type: 'payment.created', subject: 'pay_1' }])
    const taken = gathered.take()
    expect(taken.length).toBeLessThanOrEqual(51)
    expect(taken.at(-1)).toEqual({ log: 'order', type: '', subject: '' })
    expect(gathered.take()).toEqual([])
  })

  it('with the furthest position, also when a batch comes again', () => {
    const gathered = new Gathered()
    const change = { log: 'order', type: '', subject: '' }
    gathered.add([{ ...change, position: 7 }, { ...change, position: 9 }, { ...change, position: 8 }, change])
    expect(gathered.take()).toEqual([{ ...change, position: 9 }])
  })
})
