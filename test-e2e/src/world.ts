import { randomUUID } from 'node:crypto'
import { parseDecimal } from '@stablegate/contracts'
import { waitFor } from '@stablegate/testing'
import { ApiClient, type CallOptions } from './api-client.ts'
import { WebhookReceiver } from './webhook-receiver.ts'

/** How long something may take that happens at once on any machine but a very slow one. */
const patienceMs = 60_000

/** Keys of the two operators of every local system; see `testConfig`. */
export const operatorKeys = {
  ann: 'sk_test_operatorAnn000000000',
  bob: 'sk_test_operatorBob000000000',
} as const

type Json = Record<string, unknown>
export const textOf = (body: Json, field: string): string => {
  const value = body[field]
  if (typeof value !== 'string') throw new Error(`${field} is not text in ${JSON.stringify(body)}`)
  return value
}
export const usdt = (amount: string): Json => ({ amount, currency: 'USDT' })
export const fiat = (amount: string, currency: string): Json => ({ amount, currency })

export type Merchant = { readonly id: string; readonly key: string; readonly receiver: WebhookReceiver | undefined }
export type Acceptor = { readonly id: string; readonly key: string; readonly name: string; readonly account: string }

export type MerchantWishes = {
  readonly name: string
  readonly tier?: 'new' | 'established'
  readonly feeBps?: number
  readonly agent?: { readonly agent: string; readonly share_bps: number }
  readonly receiver?: WebhookReceiver
}

export type AcceptorWishes = {
  readonly name: string
  readonly owner: string
  readonly house?: boolean
  readonly tier?: string
  readonly funds: string
  readonly bond?: string
  readonly currency: string
  readonly method: string
  readonly price: string
  readonly min: string
  readonly max: string
  readonly autoAccept?: boolean
}

/** The people of a test system, acting only through the public API. */
export class World {
  readonly api: ApiClient
  readonly #seed: string

  /** With a seed, what is set up has fixed Idempotency-Keys: setting it up again finds it as it is. */
  constructor(url: string, seed: string = randomUUID()) {
    this.api = new ApiClient(url)
    this.#seed = seed
  }

  operate(path: string, body: Json = {}, options: CallOptions = {}): Promise<Json> {
    return this.api.post(path, body, { key: operatorKeys.ann, ...options })
  }

  #once(who: string, step: string): CallOptions {
    return { idempotencyKey: `${this.#seed}:${who.replaceAll(' ', '_')}:${step}` }
  }

  /** A merchant with a key and, where a receiver is given, a webhook endpoint. */
  async merchant(wishes: MerchantWishes): Promise<Merchant> {
    const { name } = wishes
    const created = await this.operate('/v1/merchants', {
      name, tier: wishes.tier ?? 'new', fees: { bps: wishes.feeBps ?? 100, commission_bps: 20 },
      ...(wishes.agent ? { agent: wishes.agent } : {}),
    }, this.#once(name, 'create'))
    const id = textOf(created, 'id')
    // A refusal is kept under its Idempotency-Key, so nothing is asked before it can be granted.
    await waitFor(() => this.api.get(`/v1/merchants/${id}`, { key: operatorKeys.ann }), { deadlineMs: patienceMs,
      what: `${name} to be known` })
    const issued = await this.operate(`/v1/merchants/${id}/keys`, { label: 'integration' }, this.#once(name, 'key'))
    const key = textOf(issued, 'secret')
    const { receiver } = wishes
    if (receiver) {
      const endpoint = await this.withNewKey(() => this.api.post('/v1/webhook_endpoints', { url: receiver.url }, {
        key, ...this.#once(name, `endpoint-${receiver.url}`),
      }))
      receiver.useSecret(textOf(endpoint, 'secret'))
    }
    return { id, key, receiver }
  }

  /** An acceptor that is verified, funded with test money, bonded, quoting and online. */
  async acceptor(wishes: AcceptorWishes): Promise<Acceptor> {
    const { name, currency } = wishes
    const registered = await this.operate('/v1/acceptors', {
      name, owner: wishes.owner, house: wishes.house ?? false,
    }, this.#once(name, 'register'))
    const id = textOf(registered, 'id')
    await this.operate(`/v1/acceptors/${id}/verify`, { tier: wishes.tier ?? (wishes.house ? 'house' : 'standard') },
      { key: operatorKeys.bob, ...this.#once(name, 'verify') })
    const issued = await this.operate(`/v1/acceptors/${id}/keys`, {}, this.#once(name, 'key'))
    const key = textOf(issued, 'secret')
    await this.operate('/v1/test_funds', { holder: id, amount: usdt(wishes.funds) }, this.#once(name, 'fund'))
    const added = await this.withNewKey(() => this.api.post('/v1/acceptor/payment_accounts', {
      method: wishes.method, currency, details: { holder: name, account: `62${id.slice(-14)}`, bank: 'Example Bank' },
      limits: {
        per_order: fiat('200000.00', currency), per_day: fiat('50000000.00', currency), per_month: fiat('900000000.00', currency),
      },
    }, { key, ...this.#once(name, 'account') }))
    await this.api.post('/v1/acceptor/quotes', {
      currency, pricing: { kind: 'fixed', price: wishes.price }, min: fiat(wishes.min, currency), max: fiat(wishes.max, currency),
      methods: [wishes.method],
    }, { key, ...this.#once(name, 'quote') })
    if (wishes.bond) {
      await this.api.post('/v1/acceptor/bond', { amount: usdt(wishes.bond) }, { key, ...this.#once(name, 'bond') })
    }
    // The bond's money moves in the ledger first; only then the acceptor may go online.
    await waitFor(() => this.api.post('/v1/acceptor/online', {}, { key }), { deadlineMs: patienceMs, what: `${name} to go online` })
    if (wishes.autoAccept) await this.api.post('/v1/acceptor/auto_accept', { enabled: true }, { key })
    return { id, key, name, account: textOf(added, 'id') }
  }

  /** One more account and quote of an acceptor. */
  async alsoTakes(acceptor: Acceptor, wishes: Pick<AcceptorWishes, 'currency' | 'method' | 'price' | 'min' | 'max'>): Promise<void> {
    const { id, key, name } = acceptor
    const { currency, method, price, min, max } = wishes
    const most = {
      per_order: fiat('200000.00', currency), per_day: fiat('50000000.00', currency), per_month: fiat('900000000.00', currency),
    }
    await this.api.post('/v1/acceptor/payment_accounts', {
      method, currency, details: { holder: name, account: `${method}${id.slice(-14)}`, bank: 'Example Bank' }, limits: most,
    }, { key, ...this.#once(name, `account-${method}`) })
    await this.api.post('/v1/acceptor/quotes', {
      currency, pricing: { kind: 'fixed', price }, min: fiat(min, currency), max: fiat(max, currency), methods: [method],
    }, { key, ...this.#once(name, `quote-${method}`) })
  }

  /** A key is known to the door as soon as its view has folded it. */
  withNewKey(act: () => Promise<Json>): Promise<Json> {
    return waitFor(act, { deadlineMs: patienceMs, what: 'a new key to be known' })
  }

  /** Waits until the payment's checkout shows one of the states, and gives the checkout. */
  checkout(payment: string, session: string | undefined, ...states: readonly string[]): Promise<Json> {
    return waitFor(async () => {
      const shown = await this.api.get(`/v1/checkout/${payment}`, { key: session })
      return states.includes(String(shown['state'])) ? shown : undefined
    }, { deadlineMs: patienceMs, what: `${payment} to be ${states.join(' or ')}` })
  }

  /** Chooses to pay a payment on chain, and waits until its address is shown; gives session, address and amount. */
  async chooseOnChain(payment: string): Promise<{ readonly session: string; readonly address: string; readonly amountMicro: bigint }> {
    const chosen = await waitFor(() => this.api.post(`/v1/checkout/${payment}/choose_on_chain`, {}), { deadlineMs: patienceMs,
      what: 'the checkout to open' })
    const session = textOf(chosen, 'session_secret')
    const shown = await waitFor(async () => {
      const { on_chain: onChain } = await this.api.get(`/v1/checkout/${payment}`, { key: session })
      const way = onChain as Json | null
      return typeof way?.['address'] === 'string' ? way : undefined
    }, { deadlineMs: patienceMs, what: `the address of ${payment}` })
    const amountMicro = parseDecimal(textOf(shown['amount'] as Json, 'amount'), 6)
    if (amountMicro === undefined) throw new Error('an amount in USDT')
    return { session, address: textOf(shown, 'address'), amountMicro }
  }

  /** Waits until the merchant sees its payment as one of the words. */
  paymentIs(merchant: Merchant, payment: string, ...words: readonly string[]): Promise<Json> {
    return waitFor(async () => {
      const shown = await this.api.get(`/v1/payments/${payment}`, { key: merchant.key })
      return words.includes(String(shown['status'])) ? shown : undefined
    }, { deadlineMs: patienceMs, what: `${payment} to be ${words.join(' or ')}` })
  }

  /** The address where an acceptor's USDT is sent, once it may be paid to. */
  async depositAddress(acceptor: Acceptor): Promise<string> {
    await this.api.post('/v1/acceptor/deposit_address', {}, { key: acceptor.key })
    const shown = await waitFor(async () => {
      const answer = await this.api.get('/v1/acceptor/deposit_address', { key: acceptor.key })
      return answer['status'] === 'ready' ? answer : undefined
    }, { deadlineMs: patienceMs, what: `the address of ${acceptor.name}` })
    return textOf(shown, 'address')
  }

  /** The open order of an acceptor for a payment, once it is in one of the states. */
  order(acceptor: Acceptor, payment: string, ...states: readonly string[]): Promise<Json> {
    return waitFor(async () => {
      const { data } = await this.api.get('/v1/orders?limit=100', { key: acceptor.key })
      return (data as Json[]).find((order) =>
        order['payment'] === payment && (states.length === 0 || states.includes(String(order['state']))))
    }, { deadlineMs: patienceMs, what: `${acceptor.name}'s order of ${payment} to be ${states.join(' or ')}` })
  }

}
