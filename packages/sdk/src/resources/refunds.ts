import type {
  Acted, CreateRefundBody, CreateRefundLinkAnswer, GetRefundAnswer, ListRefundsItem, ListRefundsQuery,
} from '../generated/api.ts'
import { Paged, type Onward, type Page } from '../http/paged.ts'
import type { ReadOptions, Transport, WriteOptions } from '../http/transport.ts'

const log = 'order'
const pathOf = (refund: string): string => `/v1/refunds/${encodeURIComponent(refund)}`

/** Money back to a customer, who says where it goes. */
export class Refunds {
  readonly #transport: Transport

  constructor(transport: Transport) {
    this.#transport = transport
  }

  create(payment: string, body: CreateRefundBody, options?: WriteOptions): Promise<Acted> {
    return this.#transport.post({ path: `/v1/payments/${encodeURIComponent(payment)}/refunds`, body }, options)
  }

  get(refund: string, options?: ReadOptions): Promise<GetRefundAnswer> {
    return this.#transport.get({ path: pathOf(refund), log }, options)
  }

  list(query: Onward<ListRefundsQuery> = {}, options?: ReadOptions): Paged<ListRefundsItem> {
    return new Paged((last) => this.#transport.get<Page<ListRefundsItem>>({
      path: '/v1/refunds', log, query: { ...query, starting_after: last?.id ?? query.starting_after },
    }, options))
  }

  /** Ends one for which no address was given; its amount is free again. */
  close(refund: string, reason: string, options?: WriteOptions): Promise<Acted> {
    return this.#transport.post({ path: `${pathOf(refund)}/close`, body: { reason } }, options)
  }

  /** A link for a customer who lost the session, below the address of the checkout. Send it only to the customer. */
  link(refund: string, options?: WriteOptions): Promise<CreateRefundLinkAnswer> {
    return this.#transport.post({ path: `${pathOf(refund)}/link`, body: {} }, options)
  }
}
