import type {
  Acted, CancelPaymentBody, CreatePaymentBody, DecideLateBody, FlagBody, GetPaymentTimelineItem, ListPaymentsQuery, Payment,
} from '../generated/api.ts'
import { Paged, type Onward, type Page } from '../http/paged.ts'
import type { ReadOptions, Transport, WriteOptions } from '../http/transport.ts'
import { watch, type WatchOptions } from '../http/watch.ts'

const log = 'order'
const pathOf = (payment: string): string => `/v1/payments/${encodeURIComponent(payment)}`

export class Payments {
  readonly #transport: Transport

  constructor(transport: Transport) {
    this.#transport = transport
  }

  /** Asks for a payment. Send the customer to `checkoutUrl` of its id; wait for the webhook. */
  create(body: CreatePaymentBody, options?: WriteOptions): Promise<Payment> {
    return this.#transport.post({ path: '/v1/payments', body }, options)
  }

  get(payment: string, options?: ReadOptions): Promise<Payment> {
    return this.#transport.get({ path: pathOf(payment), log }, options)
  }

  /** Newest first. */
  list(query: Onward<Omit<ListPaymentsQuery, 'merchant'>> = {}, options?: ReadOptions): Paged<Payment> {
    return new Paged((last) => this.#transport.get<Page<Payment>>({
      path: '/v1/payments', log, query: { ...query, starting_after: last?.id ?? query.starting_after },
    }, options))
  }

  /** Your own reference to the payment, if there is one. */
  async findByReference(reference: string, options?: ReadOptions): Promise<Payment | undefined> {
    const { data } = await this.list({ reference, limit: 1 }, options).page()
    return data[0]
  }

  /** All that happened, in order. */
  async timeline(payment: string, options?: ReadOptions): Promise<readonly GetPaymentTimelineItem[]> {
    const { data } = await this.#transport.get<Page<GetPaymentTimelineItem>>(
      { path: `${pathOf(payment)}/timeline`, log }, options)
    return data
  }

  /** As it is now and at each change, until you leave the loop. */
  watch(payment: string, options?: WatchOptions): AsyncGenerator<Payment, void, undefined> {
    return watch<Payment>(this.#transport, pathOf(payment), options)
  }

  /** Possible as long as nobody was told to pay. */
  cancel(payment: string, body: CancelPaymentBody = {}, options?: WriteOptions): Promise<Acted> {
    return this.#act(payment, 'cancel', body, options)
  }

  /** Takes the amount that the acceptor received for the whole. */
  acceptPart(payment: string, options?: WriteOptions): Promise<Acted> {
    return this.#act(payment, 'accept_part', {}, options)
  }

  /** Money came after the order was closed: take it, send it back, or deny that it came. */
  decideLate(payment: string, body: DecideLateBody, options?: WriteOptions): Promise<Acted> {
    return this.#act(payment, 'late_decision', body, options)
  }

  /** Marks it for review: nothing is released meanwhile. */
  flag(payment: string, body: FlagBody, options?: WriteOptions): Promise<Acted> {
    return this.#act(payment, 'flag', body, options)
  }

  dispute(payment: string, body: FlagBody, options?: WriteOptions): Promise<Acted> {
    return this.#act(payment, 'dispute', body, options)
  }

  /** Extends the running clock, once. */
  extend(payment: string, options?: WriteOptions): Promise<Acted> {
    return this.#act(payment, 'extend', {}, options)
  }

  #act(payment: string, act: string, body: object, options: WriteOptions | undefined): Promise<Acted> {
    return this.#transport.post({ path: `${pathOf(payment)}/${act}`, body }, options)
  }
}
