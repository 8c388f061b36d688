import type {
  Acted, AddEvidenceAsCustomerAnswer, AddEvidenceAsCustomerQuery, AnswerAmountBody, AppealBody, ChooseAnswer, ChooseBody, ClaimBody,
  ClaimLateBody, ClaimRefundAnswer, GetCheckoutAnswer, ListOptionsItem,
} from '../generated/api.ts'
import type { Page } from '../http/paged.ts'
import { Transport, type ReadOptions, type TransportOptions, type WriteOptions } from '../http/transport.ts'
import { watch, type WatchOptions } from '../http/watch.ts'

/** As much of `sessionStorage` as is needed. */
export type SessionStore = {
  getItem(name: string): string | null
  setItem(name: string, value: string): void
}

export type CheckoutOptions = TransportOptions & {
  /** Id of the payment: `pay_...`. */
  readonly payment: string
  /** Secret of the session that chose, if there is one. */
  readonly session?: string | undefined
  /** Where the session outlives a reload, for example `sessionStorage`. Whoever reads it acts as the customer. */
  readonly store?: SessionStore
}

/**
 * A customer's side of one payment, for a checkout page of your own. It needs no API key: choosing a
 * method answers a secret that binds the session, and only that session is shown where to pay.
 */
export class Checkout {
  readonly payment: string
  readonly #transport: Transport
  /** Without a session: for what gives one. */
  readonly #nobody: Transport
  readonly #path: string
  readonly #store: SessionStore | undefined
  #session: string | undefined

  constructor({ payment, session, store, ...options }: CheckoutOptions) {
    this.payment = payment
    this.#path = `/v1/checkout/${encodeURIComponent(payment)}`
    this.#store = store
    this.#session = session ?? store?.getItem(this.#storeName) ?? undefined
    this.#transport = new Transport(options, () => this.#session)
    this.#nobody = new Transport(options, () => undefined)
  }

  get session(): string | undefined {
    return this.#session
  }

  get(options?: ReadOptions): Promise<GetCheckoutAnswer> {
    return this.#transport.get({ path: this.#path, log: 'order' }, options)
  }

  /** Ways to pay with their prices as of now: estimates until an acceptor takes the offer. */
  async options(options?: ReadOptions): Promise<readonly ListOptionsItem[]> {
    const { data } = await this.#transport.get<Page<ListOptionsItem>>({ path: `${this.#path}/options`, log: 'order' }, options)
    return data
  }

  /** Chooses currency and method; binds this session to the payment. */
  async choose(body: ChooseBody, options?: WriteOptions): Promise<ChooseAnswer> {
    return this.#bound(await this.#act<ChooseAnswer>('choose', body, options))
  }

  /** Chooses to pay by a transfer of USDT; `on_chain` then says where to. Binds this session as well. */
  async chooseOnChain(options?: WriteOptions): Promise<ChooseAnswer> {
    return this.#bound(await this.#act<ChooseAnswer>('choose_on_chain', {}, options))
  }

  /** Test mode only: a wallet of the sandbox chain pays what is missing, or what a documented amount says. */
  async payWithTestUsdt(options?: WriteOptions): Promise<void> {
    await this.#act('test_pay', {}, options)
  }

  /** Opens the link of a refund, once: this session says from here on where it goes. */
  async claimRefund(refund: string, secret: string, options?: WriteOptions): Promise<ClaimRefundAnswer> {
    const path = `${this.#path}/refunds/${encodeURIComponent(refund)}/claim`
    return this.#bound(await this.#nobody.post<ClaimRefundAnswer>({ path, body: { secret } }, options))
  }

  /** Says where a refund goes: an address of one's own. */
  giveRefundAddress(refund: string, address: string, options?: WriteOptions): Promise<Acted> {
    return this.#act(`refunds/${encodeURIComponent(refund)}/address`, { address }, options)
  }

  /** "I paid", with the reference of the bank. */
  claim(body: ClaimBody, options?: WriteOptions): Promise<Acted> {
    return this.#act('claim', body, options)
  }

  /** "I paid", after the order was closed. */
  claimLate(body: ClaimLateBody, options?: WriteOptions): Promise<Acted> {
    return this.#act('late_claim', body, options)
  }

  /** Stops; after instructions were shown the order waits its grace. */
  cancel(options?: WriteOptions): Promise<Acted> {
    return this.#act('cancel', {}, options)
  }

  /** States that nothing was paid: the order closes. */
  stateNotPaid(options?: WriteOptions): Promise<Acted> {
    return this.#act('not_paid', {}, options)
  }

  /** The fiat came back. */
  acknowledgeRefund(options?: WriteOptions): Promise<Acted> {
    return this.#act('acknowledge_refund', {}, options)
  }

  /** Gives up the dispute. */
  concede(options?: WriteOptions): Promise<Acted> {
    return this.#act('concede', {}, options)
  }

  /** Answers an acceptor who received another amount. */
  answerAmount(answer: AnswerAmountBody['answer'], options?: WriteOptions): Promise<Acted> {
    return this.#act('answer', { answer }, options)
  }

  appeal(body: AppealBody, options?: WriteOptions): Promise<Acted> {
    return this.#act('appeal', body, options)
  }

  /** A file as evidence: PNG, JPEG, PDF, text or MP4, 5 MiB at most. */
  addEvidence(
    file: Blob, query: AddEvidenceAsCustomerQuery, options?: WriteOptions,
  ): Promise<AddEvidenceAsCustomerAnswer> {
    return this.#transport.post({ path: `${this.#path}/evidence`, query, file }, options)
  }

  /** As it is now and at each change, until you leave the loop. */
  watch(options?: WatchOptions): AsyncGenerator<GetCheckoutAnswer, void, undefined> {
    return watch<GetCheckoutAnswer>(this.#transport, this.#path, options)
  }

  get #storeName(): string {
    return `stablegate:${this.payment}`
  }

  #bound<Answer extends { readonly session_secret: string | null }>(answer: Answer): Answer {
    if (answer.session_secret !== null) {
      this.#session = answer.session_secret
      this.#store?.setItem(this.#storeName, answer.session_secret)
    }
    return answer
  }

  #act<Answer = Acted>(act: string, body: object, options: WriteOptions | undefined): Promise<Answer> {
    return this.#transport.post<Answer>({ path: `${this.#path}/${act}`, body }, options)
  }
}
