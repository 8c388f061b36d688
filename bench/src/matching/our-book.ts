import type { AcceptorProfile, FiatCurrency, PaymentMethod } from '@stablegate/contracts'
import type { AnyAggregate, Message } from '@stablegate/kernel'
import { matching } from '@stablegate/matching'

const usdt = 1_000_000n
const ledger = 'usdt-sandbox'
const currencies: readonly FiatCurrency[] = ['CNY', 'HKD', 'THB', 'BRL']
const methods: readonly PaymentMethod[] = ['alipay', 'bank_transfer']
/** Requests under way at once; beyond it the oldest order ends for every new one. */
const openOrders = 2_000

/** Text joined from parts is a tree until somebody reads it; text off the wire never is. */
const flat = (text: string): string => Buffer.from(text).toString('latin1')

const types = {
  match: flat('matching.book.request_match'),
  close: flat('matching.book.close_order'),
  acceptor: flat('matching.book.note_acceptor'),
  liquidity: flat('matching.book.note_liquidity'),
  reference: flat('matching.book.record_reference'),
}

const profileOf = (number: number): AcceptorProfile => ({
  acceptor: `acc_${number}`,
  revision: 1,
  owner: `owner-${number}`,
  active: true,
  online: true,
  autoAccept: false,
  score: (number % 20) * 50,
  maxOpenOrders: 200,
  maxOpenMicro: 10n ** 15n,
  maxPerDayMicro: 10n ** 18n,
  maxPerMonthMicro: 10n ** 18n,
  quotes: currencies.map((currency, index) => ({
    quote: `quo_${number}x${index}`,
    currency,
    pricing: { kind: 'percent', bps: (number * 7 + index * 13) % 300 },
    minMinor: 100n,
    maxMinor: 10n ** 9n,
    methods: [...methods],
    setAtMs: 0,
  })),
  accounts: currencies.flatMap((currency, index) =>
    methods.map((method, other) => ({
      account: `pac_${number}x${index}x${other}`,
      method,
      currency,
      maxPerOrderMinor: 10n ** 9n,
      maxPerDayMinor: 10n ** 17n,
      maxPerMonthMinor: 10n ** 17n,
    })),
  ),
  relatedMerchants: [],
  relatedPayers: [],
})

/**
 * The book of this system: the decider of its service, with every answer folded as when it replays.
 */
export class OurBook {
  readonly #decider: AnyAggregate['decider']
  #state: unknown
  #nowMs = 100_000
  #requests = 0
  /** Names as they come off the wire, made before the time is taken. */
  readonly #payments: string[] = ['']
  readonly #payers = Array.from({ length: 5_000 }, (_, number) => flat(`payer-${number}`))
  offers = 0

  constructor(acceptors: number) {
    const [book] = matching.aggregates
    if (!book) throw new Error('matching has no book')
    this.#decider = book.decider
    this.#state = this.#decider.initial()
    for (const currency of currencies) {
      const inputs = ['a', 'b', 'c'].map((source) => ({
        source,
        price: '7.25',
        takenAtMs: this.#nowMs,
        used: true,
      }))
      this.#run(types.reference, { ledger, currency, price: '7.25', inputs })
    }
    for (let number = 0; number < acceptors; number += 1) {
      const profile = profileOf(number)
      this.#run(types.acceptor, { ledger, profile })
      this.#run(types.liquidity, {
        ledger,
        acceptor: profile.acceptor,
        freeMicro: 10n ** 12n,
        position: 1,
        transfers: [],
      })
    }
  }

  #run(type: string, data: object): readonly Message[] {
    const command = { id: 'c', actor: 'bench', atMs: this.#nowMs, type, data }
    const decision = this.#decider.decide(command, this.#state)
    if ('rejected' in decision) throw new Error(`${type} was rejected: ${decision.rejected}`)
    for (const event of decision.events) this.#state = this.#decider.evolve(this.#state, event)
    return decision.events
  }

  prepare(requests: number): void {
    while (this.#payments.length <= this.#requests + requests)
      this.#payments.push(flat(`pay_${this.#payments.length}`))
  }

  /** One request decided and folded, and one earlier order closed for good. */
  match(): void {
    this.#requests += 1
    const number = this.#requests
    // Ten decisions a millisecond.
    if (number % 10 === 0) this.#nowMs += 1
    if (number % 100_000 === 0) this.#refresh()
    const [event] = this.#run(types.match, {
      ledger,
      payment: this.#payments[number],
      attempt: 1,
      merchant: 'mer_1',
      amount: { fix: 'usdt', usdtMicro: usdt * BigInt(50 + (number % 50)) },
      currency: currencies[number % currencies.length],
      method: methods[(number >> 3) % methods.length],
      maxSpreadBps: 400,
      payerFingerprint: this.#payers[number % 5_000],
      excludedAcceptors: [],
      excludedOwners: [],
    })
    if (event?.type === 'offer.made') this.offers += 1
    if (number > openOrders) {
      this.#run(types.close, {
        ledger,
        payment: this.#payments[number - openOrders],
        attempt: 1,
        outcome: 'void',
      })
    }
  }

  #refresh(): void {
    for (const currency of currencies) {
      const price = this.#requests % 200_000 === 0 ? '7.25' : '7.26'
      const inputs = ['a', 'b', 'c'].map((source) => ({
        source,
        price,
        takenAtMs: this.#nowMs,
        used: true,
      }))
      this.#run(types.reference, { ledger, currency, price, inputs })
    }
  }
}
