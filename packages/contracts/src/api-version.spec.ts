import { describe, expect, it } from 'vitest'
import { answerAsOf, apiChanges, apiVersionsOf, firstApiVersion, newestApiVersion, requestOfToday, type ApiChange } from './api-version.ts'

/** Two changes as they might come: a field gets another name and shape, then a part of the object does. */
const changes: readonly ApiChange[] = [
  {
    version: '2027-02-01', description: 'The amount of a payment stands with its currency, as everywhere else.',
    answers: { payment: ({ amount, ...rest }) => ({ ...rest, price: (amount as { amount: string }).amount }) },
    requests: { createPayment: ({ price, ...rest }) => ({ ...rest, amount: { amount: price, currency: 'USDT' } }) },
  },
  {
    version: '2027-06-01', description: 'An order names its acceptor by an object.',
    answers: { order: ({ acceptor, ...rest }) => ({ ...rest, acceptor: (acceptor as { id: string }).id }) },
    requests: { createPayment: ({ ref, ...rest }) => ({ ...rest, reference: ref }) },
  },
]
const today = {
  object: 'list', has_more: false,
  data: [{ object: 'payment', amount: { amount: '12.500000', currency: 'USDT' }, order: { object: 'order', acceptor: { id: 'acc_1' } } }],
}

describe('versions of the API', () => {
  it('are dates in order, each told in a sentence', () => {
    expect(apiVersionsOf(changes)).toEqual([firstApiVersion, '2027-02-01', '2027-06-01'])
    expect(newestApiVersion(changes)).toBe('2027-06-01')
    const versions = apiVersionsOf()
    expect(versions).toEqual([...versions].sort())
    for (const { version, description } of apiChanges) {
      expect(version).toMatch(/^\d{4}-\d{2}-\d{2}$/)
      expect(description.length).toBeGreaterThan(20)
    }
  })

  it('show an answer as it was, wherever the object stands in it', () => {
    const [payment] = today.data
    expect(answerAsOf(today, '2027-06-01', changes)).toEqual(today)
    expect(answerAsOf(today, '2027-02-01', changes))
      .toEqual({ ...today, data: [{ ...payment, order: { object: 'order', acceptor: 'acc_1' } }] })
    expect(answerAsOf(today, firstApiVersion, changes))
      .toEqual({ ...today, data: [{ object: 'payment', price: '12.500000', order: { object: 'order', acceptor: 'acc_1' } }] })
  })

  it('leave an event in the form of its day, and say which form it is shown in', () => {
    const [payment] = today.data
    const eventOf = (version: string, data: object) => ({ object: 'event', api_version: version, data })
    const old = { object: 'payment', price: '12.500000', order: null }
    const answer = { object: 'list', data: [eventOf('2027-06-01', payment!), eventOf(firstApiVersion, old)] }
    expect(answerAsOf(answer, '2027-06-01', changes)).toEqual(answer)
    expect(answerAsOf(answer, firstApiVersion, changes)).toEqual({
      object: 'list', data: [
        eventOf(firstApiVersion, { object: 'payment', price: '12.500000', order: { object: 'order', acceptor: 'acc_1' } }),
        eventOf(firstApiVersion, old),
      ],
    })
    expect(answerAsOf(answer, '2027-02-01', changes)).toMatchObject({ data: [{ api_version: '2027-02-01' }, { api_version: firstApiVersion }] })
  })

  it('take a body as it was sent then, through every change since', () => {
    const old = { price: '12.5', ref: 'r' }
    const taken = { amount: { amount: '12.5', currency: 'USDT' }, reference: 'r' }
    expect(requestOfToday('createPayment', old, firstApiVersion, changes)).toEqual(taken)
    expect(requestOfToday('createPayment', { amount: taken.amount, ref: 'r' }, '2027-02-01', changes)).toEqual(taken)
    expect(requestOfToday('createPayment', taken, '2027-06-01', changes)).toEqual(taken)
    expect(requestOfToday('cancelPayment', old, firstApiVersion, changes)).toEqual(old)
  })

  it('leave alone what is no object: files, texts, nothing', () => {
    const file = Buffer.from('x')
    expect(requestOfToday('createPayment', undefined, firstApiVersion, changes)).toBeUndefined()
    expect(requestOfToday('uploadEvidence', file, firstApiVersion, changes)).toBe(file)
    expect(answerAsOf('text', firstApiVersion, changes)).toBe('text')
  })
})
