import type {
  GetBalanceAnswer, GetFeeInvoiceAnswer, GetStatementItem, GetStatementQuery, ListFeeInvoicesItem,
} from '../generated/api.ts'
import { Paged, type Onward, type Page } from '../http/paged.ts'
import type { ReadOptions, Transport } from '../http/transport.ts'

const log = 'ledger'

export class Balance {
  readonly #transport: Transport

  constructor(transport: Transport) {
    this.#transport = transport
  }

  /** Your accounts: what is there, what is pending, what is free. */
  get(options?: ReadOptions): Promise<GetBalanceAnswer> {
    return this.#transport.get({ path: '/v1/balance', log }, options)
  }
}

export class Statement {
  readonly #transport: Transport

  constructor(transport: Transport) {
    this.#transport = transport
  }

  /** Movements of your accounts, newest first. */
  list(query: Onward<GetStatementQuery> = {}, options?: ReadOptions): Paged<GetStatementItem> {
    return new Paged((last) => this.#transport.get<Page<GetStatementItem>>({
      path: '/v1/statement', log, query: { ...query, starting_after: last?.id ?? query.starting_after },
    }, options))
  }
}

/** What you were charged, month by month. */
export class FeeInvoices {
  readonly #transport: Transport

  constructor(transport: Transport) {
    this.#transport = transport
  }

  /** Months that there is an invoice for, newest first. */
  list(options?: ReadOptions): Paged<ListFeeInvoicesItem> {
    return new Paged((last) => this.#transport.get<Page<ListFeeInvoicesItem>>({
      path: '/v1/fee_invoices', log, query: { starting_after: last?.id },
    }, options))
  }

  /** Of a month in UTC, such as `2026-11`; once it is `closed` it never changes. */
  get(month: string, options?: ReadOptions): Promise<GetFeeInvoiceAnswer> {
    return this.#transport.get({ path: `/v1/fee_invoices/${encodeURIComponent(month)}`, log }, options)
  }
}
