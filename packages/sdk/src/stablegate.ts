import { Transport, type TransportOptions } from './http/transport.ts'
import { Events } from './resources/events.ts'
import { Balance, FeeInvoices, Statement } from './resources/money.ts'
import { Payments } from './resources/payments.ts'
import { PayoutDestinations, Payouts } from './resources/payouts.ts'
import { Refunds } from './resources/refunds.ts'
import { Deliveries, WebhookEndpoints } from './resources/webhook-endpoints.ts'

export type StablegateOptions = TransportOptions & {
  /** `sk_test_...` or `sk_live_...`. Keep it on your server. */
  readonly apiKey: string
}

const isBrowser = (): boolean => 'document' in globalThis && 'location' in globalThis

/**
 * The merchant's client. Calls are repeated with the same Idempotency-Key over network errors, 429
 * and 5xx; a read sees the writes that this client made before it.
 */
export class Stablegate {
  readonly payments: Payments
  readonly balance: Balance
  readonly statement: Statement
  readonly feeInvoices: FeeInvoices
  readonly payouts: Payouts
  readonly payoutDestinations: PayoutDestinations
  readonly refunds: Refunds
  readonly events: Events
  readonly webhookEndpoints: WebhookEndpoints
  readonly deliveries: Deliveries
  readonly #transport: Transport

  constructor({ apiKey, ...options }: StablegateOptions) {
    if (!/^sk_(test|live)_[\w-]+$/.test(apiKey)) throw new TypeError('apiKey begins with sk_test_ or sk_live_')
    // Whoever sees the page would have the key. Checkout is for browsers.
    if (isBrowser()) throw new TypeError('an API key does not belong into a browser: use @stablegate/sdk/checkout there')
    const transport = new Transport(options, () => apiKey)
    this.#transport = transport
    this.payments = new Payments(transport)
    this.balance = new Balance(transport)
    this.statement = new Statement(transport)
    this.feeInvoices = new FeeInvoices(transport)
    this.payouts = new Payouts(transport)
    this.payoutDestinations = new PayoutDestinations(transport)
    this.refunds = new Refunds(transport)
    this.events = new Events(transport)
    this.webhookEndpoints = new WebhookEndpoints(transport)
    this.deliveries = new Deliveries(transport)
  }

  /**
   * How far this client has written, for `readAfter` of another one: a write here, a read there.
   * Payments and refunds write to the log `order`, payouts to `treasury`, webhook endpoints to `notifier`.
   */
  positionOf(log: 'order' | 'treasury' | 'notifier'): string | undefined {
    return this.#transport.positions.after(log)
  }
}
