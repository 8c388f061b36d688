import type {
  Acted, AddPayoutDestinationBody, CreatePayoutBatchAnswer, CreatePayoutBatchBody, CreatePayoutBody, GetPayoutAnswer,
  GetPayoutCompositionAnswer, ListPayoutDestinationsItem, ListPayoutLinesItem, ListPayoutLinesQuery, ListPayoutsItem, ListPayoutsQuery,
} from '../generated/api.ts'
import { Paged, type Onward, type Page } from '../http/paged.ts'
import type { ReadOptions, Transport, WriteOptions } from '../http/transport.ts'

const log = 'treasury'
const pathOf = (payout: string): string => `/v1/payouts/${encodeURIComponent(payout)}`

/** Money out, to addresses that you named before. */
export class Payouts {
  readonly #transport: Transport

  constructor(transport: Transport) {
    this.#transport = transport
  }

  /** Your own id as the Idempotency-Key, and however often this runs there is one payout. */
  create(body: CreatePayoutBody, options?: WriteOptions): Promise<Acted> {
    return this.#transport.post({ path: '/v1/payouts', body }, options)
  }

  /** Several at once; each has its own fate. */
  createBatch(body: CreatePayoutBatchBody, options?: WriteOptions): Promise<CreatePayoutBatchAnswer> {
    return this.#transport.post({ path: '/v1/payout_batches', body }, options)
  }

  /** Takes one back before it is signed. */
  cancel(payout: string, options?: WriteOptions): Promise<Acted> {
    return this.#transport.post({ path: `${pathOf(payout)}/cancel`, body: {} }, options)
  }

  get(payout: string, options?: ReadOptions): Promise<GetPayoutAnswer> {
    return this.#transport.get({ path: pathOf(payout), log }, options)
  }

  list(query: Onward<ListPayoutsQuery> = {}, options?: ReadOptions): Paged<ListPayoutsItem> {
    return new Paged((last) => this.#transport.get<Page<ListPayoutsItem>>({
      path: '/v1/payouts', log, query: { ...query, starting_after: last?.id ?? query.starting_after },
    }, options))
  }

  /** What it is made of, added up: `opening` + the net of all categories = `amount` + `fee` + `closing`. */
  composition(payout: string, options?: ReadOptions): Promise<GetPayoutCompositionAnswer> {
    return this.#transport.get({ path: `${pathOf(payout)}/composition`, log: 'ledger' }, options)
  }

  /** The lines of your statement that it pays out, newest first. */
  lines(payout: string, query: Onward<ListPayoutLinesQuery> = {}, options?: ReadOptions): Paged<ListPayoutLinesItem> {
    return new Paged((last) => this.#transport.get<Page<ListPayoutLinesItem>>({
      path: `${pathOf(payout)}/lines`, log: 'ledger', query: { ...query, starting_after: last?.id ?? query.starting_after },
    }, options))
  }
}

/** Addresses that payouts may go to; a new one waits for its delay. */
export class PayoutDestinations {
  readonly #transport: Transport

  constructor(transport: Transport) {
    this.#transport = transport
  }

  add(body: AddPayoutDestinationBody, options?: WriteOptions): Promise<Acted> {
    return this.#transport.post({ path: '/v1/payout_destinations', body }, options)
  }

  remove(address: string, options?: WriteOptions): Promise<Acted> {
    return this.#transport.post({ path: '/v1/payout_destinations/remove', body: { address } }, options)
  }

  async list(options?: ReadOptions): Promise<readonly ListPayoutDestinationsItem[]> {
    const { data } = await this.#transport.get<Page<ListPayoutDestinationsItem>>({ path: '/v1/payout_destinations', log }, options)
    return data
  }
}
