import { paymentEvents, type PaymentRecord } from '@stablegate/contracts'
import { encode, type StoredEvent } from '@stablegate/kernel'
import { describe, expect, it } from 'vitest'
import { paymentRecordOf } from '../domain/public.ts'
import { evolve } from '../domain/evolve.ts'
import { noPayment, type PaymentEvent } from '../domain/state.ts'
import { pay, posted, type Story } from '../domain/story.spec-support.ts'
import { foldedPayment } from './past.ts'

const storedOf = (event: PaymentEvent, index: number): StoredEvent => ({
  id: `event-${index}`, type: event.type, data: encode(event.data), metadata: '{"atMs":1}',
  version: Object.values(paymentEvents).find(({ type }) => type === event.type)?.version ?? 1,
  stream: `order.payment-${pay}`, revision: index, log: 'order', position: index + 1,
})
const fold = (events: readonly StoredEvent[]): Promise<PaymentRecord> =>
  foldedPayment.answer(undefined as never, foldedPayment.parse({ events }) as never) as Promise<PaymentRecord>

describe('a payment of the past', () => {
  const { events }: Story = posted()

  it('is what its first events made, whatever came after them', async () => {
    for (const [last] of events.entries()) {
      const until = events.slice(0, last + 1)
      expect(await fold(until.map(storedOf))).toEqual(paymentRecordOf(until.reduce(evolve, noPayment())))
    }
    const words = await Promise.all([1, events.length].map(async (count) =>
      (await fold(events.slice(0, count).map(storedOf))).payment.status))
    expect(words).toEqual(['pending', 'settled'])
  })

  it('ignores events that are none of a payment', async () => {
    const stored = events.map(storedOf)
    const other: StoredEvent = { ...storedOf(events[0] as PaymentEvent, 99), type: 'payment_reference.taken' }
    expect(await fold([...stored, other])).toEqual(await fold(stored))
  })
})
