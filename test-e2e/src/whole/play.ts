import { formatDecimal } from '@stablegate/contracts'
import { operatorKeys, textOf, type Merchant } from '../world.ts'
import type { Upload } from './caller.ts'
import { markets, type Market, type Stage } from './stage.ts'
import type { Row } from './watch.ts'

type Json = Record<string, unknown>
type Money = { readonly amount: string; readonly currency: string }
export type Who = 'customer' | 'acceptor' | 'merchant' | 'ann' | 'bob' | 'stranger'

/** Clocks of a payment in milliseconds; those that are not named are as long as in real life. */
export type Clocks = Readonly<Record<string, number>>

const shortHolds: Clocks = { hold: 400, reserve: 800 }
const outOfOrder = /^(not_while_|not_found$|session_mismatch$|role_forbidden$)/

/** What must not be done in a state, by whom, and is tried all the same: out of order or by a stranger. */
const wrongActs: Readonly<Record<string, readonly (readonly [Who, string, Json])[]>> = {
  offered: [
    ['customer', 'claim', { bank_reference: 'TOO EARLY' }], ['stranger', 'accept', {}], ['acceptor', 'offer_refund', {}],
    ['customer', 'appeal', { reason: 'too early' }],
  ],
  awaiting_payment: [
    ['acceptor', 'accept', {}], ['acceptor', 'decline', {}], ['merchant', 'cancel', {}], ['customer', 'not_paid', {}],
    ['acceptor', 'nothing_came', {}], ['ann', 'verdict', { verdict: { outcome: 'full' }, reason: 'too early' }],
  ],
  claimed: [
    ['customer', 'claim', { bank_reference: 'ONCE MORE' }], ['customer', 'cancel', {}], ['acceptor', 'accept', {}],
    ['merchant', 'cancel', {}], ['stranger', 'refuse', { reason: 'not_received' }], ['customer', 'answer', { answer: 'agree' }],
  ],
  settled: [
    ['customer', 'claim', { bank_reference: 'AFTER ALL' }], ['customer', 'cancel', {}], ['merchant', 'cancel', {}],
    ['customer', 'late_claim', { bank_reference: 'AFTER ALL' }], ['acceptor', 'refuse', { reason: 'not_received' }],
    ['bob', 'verdict', { verdict: { outcome: 'none' }, reason: 'too late' }], ['merchant', 'accept_part', {}],
  ],
  closed_unpaid: [
    ['customer', 'claim', { bank_reference: 'TOO LATE' }], ['customer', 'not_paid', {}], ['acceptor', 'concede', {}],
    ['merchant', 'accept_part', {}], ['customer', 'appeal', { reason: 'too late' }],
  ],
}

/** One payment and its people, who act through the public API only. */
export class Play {
  readonly stage: Stage
  readonly merchant: Merchant
  readonly number: number
  readonly payments: string[] = []
  payment = ''
  session: string | undefined
  row: Row | undefined
  #market: Market = markets.open
  readonly #tried = new Set<string>()

  constructor(stage: Stage, number: number) {
    this.stage = stage
    this.number = number
    this.merchant = stage.random.pick(stage.merchants)
  }

  /** The merchant asks for the payment; nobody has chosen anything yet. */
  async open(
    market: Market = markets.open, clocks: Clocks = {}, isLarge = false, isUsdt = this.stage.random.chance(0.3),
  ): Promise<void> {
    const { random } = this.stage
    this.#market = market
    // From 1,000 USDT on a judgement needs two people.
    const usdt = isLarge ? random.between(1_100, 1_900) : random.between(5, 130)
    const minor = Math.round(usdt * Number(market.price) * 100) + random.below(100)
    const amount = isUsdt
      ? { amount: `${usdt}.${random.between(100_000, 999_999)}`, currency: 'USDT' }
      : { amount: formatDecimal(BigInt(minor), 2), currency: market.currency }
    const created = await this.stage.caller.done('/v1/payments', {
      reference: `order-${this.number}-${this.payments.length}`, amount, test_clocks: { ...shortHolds, ...clocks },
    }, this.merchant.key)
    this.payment = textOf(created, 'id')
    this.payments.push(this.payment)
    this.session = undefined
  }

  /** In USDT, so that the customer may pay in any currency. */
  async openInUsdt(market: Market): Promise<void> {
    await this.open(market, {}, false, true)
  }

  operator(): string {
    return operatorKeys.ann
  }

  async choose(market: Market = this.#market): Promise<void> {
    this.#market = market
    const answer = await this.does('customer', 'choose', this.#choice())
    this.session ??= textOf(answer, 'session_secret')
  }

  /** As `choose`, where the payment may have expired meanwhile. */
  async chooseInTime(): Promise<void> {
    const path = this.#path('customer', 'choose')
    const { status, body } = await this.stage.caller.command(path, this.#choice())
    const isLate = status === 409 && body['code'] === 'not_while_expired'
    if (status >= 300 && !isLate) throw new Error(`choosing was answered ${JSON.stringify(body)}`)
    if (!isLate) this.session = textOf(body, 'session_secret')
  }

  /** An act of the acceptor that may come too late; whether it came in time. */
  async tries(act: 'accept' | 'decline'): Promise<boolean> {
    const { status, body } = await this.stage.caller.command(this.#path('acceptor', act), {}, this.#key('acceptor'))
    const isLate = status === 404 || (status === 409 && String(body['code']).startsWith('not_while_'))
    if (status >= 300 && !isLate) throw new Error(`${act} was answered ${JSON.stringify(body)}`)
    return status < 300
  }

  /** Waits for an acceptor that was not tried yet; where nobody is free just now, chooses again. */
  async offered(): Promise<Row> {
    for (let choices = 0; choices < 4; choices += 1) {
      const row = await this.until('offered', ({ status, order_id: order }) =>
        status === 'onchain_offered' || (status === 'offered' && !this.#tried.has(order ?? '')))
      if (row.status === 'offered') {
        this.#tried.add(row.order_id ?? '')
        await this.wrong('offered')
        return row
      }
      await this.choose()
    }
    throw new Error(`nobody takes ${this.payment}`)
  }

  /** Goes all the way to where the customer is told where to pay. */
  async instructed(market: Market = markets.open, clocks: Clocks = {}, isLarge = false): Promise<void> {
    await this.open(market, clocks, isLarge)
    await this.choose()
    if (market !== markets.automatic) {
      await this.offered()
      await this.does('acceptor', 'accept')
    }
    await this.reached('awaiting_payment')
    await this.#lookAtInstructions()
    await this.wrong('awaiting_payment')
  }

  async claimed(market: Market = markets.open, clocks: Clocks = {}, isLarge = false): Promise<void> {
    await this.instructed(market, clocks, isLarge)
    await this.claim()
    await this.wrong('claimed')
  }

  claim(reference = this.reference()): Promise<Json> {
    return this.does('customer', 'claim', { bank_reference: reference })
  }

  confirm(received: Money = this.fiat(), payerMatches = true): Promise<Json> {
    return this.does('acceptor', 'confirm', { received, payer_matches: payerMatches, bank_reference: this.reference() })
  }

  reference(): string {
    return `BANK ${this.payment.slice(4, 20)}`
  }

  /** What the order asks for in fiat, or a share of it. */
  fiat(numerator = 1, denominator = 1): Money {
    const minor = (BigInt(this.row?.fiat_minor ?? '0') * BigInt(numerator)) / BigInt(denominator)
    return { amount: formatDecimal(minor, 2), currency: this.#market.currency }
  }

  does(who: Who, act: string, body: Json = {}): Promise<Json> {
    return this.stage.caller.done(this.#path(who, act), body, this.#key(who))
  }

  refused(who: Who, act: string, body: Json, ...codes: readonly RegExp[]): Promise<void> {
    return this.stage.caller.refused(this.#path(who, act), body, this.#key(who), ...codes)
  }

  /** Now and then somebody does what cannot be done now: it is refused with a code and changes nothing. */
  async wrong(state: string): Promise<void> {
    const { random } = this.stage
    const acts = wrongActs[state] ?? []
    if (acts.length === 0 || !random.chance(0.35)) return
    const [who, act, body] = random.pick(acts)
    await this.refused(who, act, body, outOfOrder)
  }

  async prove(who: 'customer' | 'acceptor', bankProof: boolean): Promise<void> {
    const query = `kind=statement&bank_proof=${String(bankProof)}`
    await this.stage.caller.done(`${this.#path(who, 'evidence')}?${query}`, this.#file(who), this.#key(who))
  }

  async recall(recalled: Money): Promise<void> {
    const file = await this.stage.caller.done('/v1/evidence?kind=statement', this.#file('recall'), this.#key('acceptor'))
    await this.does('acceptor', 'recall', { recalled, evidence: textOf(file, 'id') })
    await this.until('recalled', ({ recall_open: open }) => open)
  }

  async until(what: string, isSeen: (row: Row) => boolean): Promise<Row> {
    this.row = await this.stage.watch.until(this.payment, what, isSeen)
    return this.row
  }

  reached(...statuses: readonly string[]): Promise<Row> {
    return this.until(statuses.join(' or '), ({ status }) => statuses.includes(status))
  }

  /** Settled, and what was held and reserved has become available. */
  async released(): Promise<Row> {
    await this.reached('settled', 'split')
    await this.wrong('settled')
    return await this.until('released', ({ released }) => released)
  }

  #choice(): Json {
    return {
      currency: this.#market.currency, method: this.#market.method,
      payer: { name: `Payer ${this.number}`, account_tail: this.payment.slice(-8) },
    }
  }

  #file(of: string): Upload {
    return { contentType: 'text/plain', bytes: `Statement of ${of} about ${this.payment}` }
  }

  #path(who: Who, act: string): string {
    switch (who) {
      case 'customer': return `/v1/checkout/${this.payment}/${act}`
      case 'acceptor':
      case 'stranger': return `/v1/orders/${this.row?.order_id ?? ''}/${act}`
      default: return `/v1/payments/${this.payment}/${act}`
    }
  }

  #key(who: Who): string | undefined {
    const { acceptors } = this.stage
    switch (who) {
      case 'customer': return this.session
      case 'merchant': return this.merchant.key
      case 'ann':
      case 'bob': return operatorKeys[who]
      case 'acceptor': return acceptors.get(this.row?.acceptor ?? '')?.key
      case 'stranger': return [...acceptors.values()].find(({ id }) => id !== this.row?.acceptor)?.key
    }
  }

  /** Only the session that chose is told where to pay. */
  async #lookAtInstructions(): Promise<void> {
    const { caller, random } = this.stage
    if (!random.chance(0.2)) return
    const [own, link] = await Promise.all([this.session, undefined].map((key) =>
      caller.read(`/v1/checkout/${this.payment}`, key)))
    if (!own?.['instructions']) throw new Error(`${this.payment} does not tell its customer where to pay`)
    if (link?.['instructions']) throw new Error(`${this.payment} tells a stranger where to pay`)
  }
}
