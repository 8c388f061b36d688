import { foldedPaymentQuestion, paymentEvents, type LogEvent, type PaymentRecord } from '@stablegate/contracts'
import { decodeEvent, indexSpecs, type Query } from '@stablegate/kernel'
import { evolve } from '../domain/evolve.ts'
import { paymentRecordOf } from '../domain/public.ts'
import { noPayment, type PaymentEvent } from '../domain/state.ts'

const specs = indexSpecs(Object.values(paymentEvents))

/**
 * The payment that these events make, as it was shown when they were all there were: whoever asks
 * has read them from the log, as far as they want to look.
 */
export const foldedPayment: Query = {
  name: 'foldedPayment',
  parse: (asked) => foldedPaymentQuestion.parse(asked),
  answer: (_db, { events }: { readonly events: readonly LogEvent[] }): Promise<PaymentRecord> => {
    const known = events.flatMap((event) => {
      const spec = specs.get(event.type)
      return spec ? [decodeEvent(spec, event) as unknown as PaymentEvent] : []
    })
    return Promise.resolve(paymentRecordOf(known.reduce(evolve, noPayment())))
  },
} as Query<never> as Query
