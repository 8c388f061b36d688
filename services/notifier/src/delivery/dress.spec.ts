import { firstApiVersion, type ApiChange } from '@stablegate/contracts'
import { describe, expect, it } from 'vitest'
import { dressed } from './dress.ts'

/** Made up: a field of payments got another name, later those of events another place. */
const changes: readonly ApiChange[] = [
  {
    version: '2027-02-01', description: 'The state of a payment is called status, as everywhere else.',
    answers: { payment: ({ status, ...rest }) => ({ ...rest, state: status }) },
  },
  {
    version: '2027-06-01', description: 'Payments name their merchant by an object.',
    answers: { payment: ({ merchant, ...rest }) => ({ ...rest, merchant: (merchant as { id: string }).id }) },
  },
]
const bodyIn = (version: string, payment: object): string => JSON.stringify({
  id: 'evt_1', object: 'event', type: 'payment.settled', sequence: 1, api_version: version, data: { object: 'payment', id: 'pay_1', ...payment },
})
const newest = bodyIn('2027-06-01', { status: 'settled', merchant: { id: 'mer_1' } })

describe('the body of a webhook', () => {
  it('is walked back to the version of its endpoint, change by change, and says which it is', () => {
    expect(dressed(newest, '2027-06-01', changes)).toBe(newest)
    expect(JSON.parse(dressed(newest, '2027-02-01', changes)))
      .toMatchObject({ api_version: '2027-02-01', data: { status: 'settled', merchant: 'mer_1' } })
    const first = JSON.parse(dressed(newest, firstApiVersion, changes)) as { data: object }
    expect(first).toMatchObject({ api_version: firstApiVersion, data: { state: 'settled', merchant: 'mer_1' } })
    expect(first.data).not.toHaveProperty('status')
  })

  it('of an event from before a change is not changed by it', () => {
    const between = bodyIn('2027-02-01', { status: 'settled', merchant: 'mer_1' })
    expect(dressed(between, '2027-06-01', changes)).toBe(between)
    expect(dressed(between, '2027-02-01', changes)).toBe(between)
    expect(JSON.parse(dressed(between, firstApiVersion, changes))).toMatchObject({ data: { state: 'settled', merchant: 'mer_1' } })
    const old = JSON.stringify({ id: 'evt_1', data: { object: 'payment', state: 'settled', merchant: 'mer_1' } })
    expect(dressed(old, firstApiVersion, changes)).toBe(old)
  })

  it('is the very text that was kept, where nothing changed', () => {
    expect(dressed('no JSON at all', firstApiVersion, [])).toBe('no JSON at all')
  })
})
