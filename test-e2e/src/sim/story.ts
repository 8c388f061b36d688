import { Chain } from './actors/chain.ts'
import { Client } from './actors/client.ts'
import { MoneyOut } from './actors/money-out.ts'
import {
  drainAndRefill,
  goOnline,
  ledger,
  membersOf,
  onboard,
  quotePrices,
  suspendForAWhile,
} from './actors/market.ts'
import { nextAct, workOff } from './actors/people.ts'
import { policyOf } from './actors/policy.ts'
import { type Act, tempers } from './actors/scene.ts'
import { calm, disturb } from './engine/disturb.ts'
import type { World } from './engine/world.ts'
import type { Models } from './models/models.ts'
import type { Seen } from './models/payment-model.ts'

const minute = 60_000
/** Merchants who sell nothing here and have test money, so that what others earn is counted by itself. */
const paidMerchants = ['mer_p0', 'mer_p1', 'mer_p2', 'mer_p3'] as const
const payouts = 14

/** Everybody outside of the services: what they do in the storm, and after it. */
export class Story {
  readonly #world: World
  readonly #models: Models
  readonly #client: Client
  readonly #chain: Chain
  readonly #moneyOut: MoneyOut
  readonly #startAtMs: number
  /** Payments that were asked for, whether or not they are there yet. */
  created = 0
  isCalm = false

  constructor(world: World, models: Models) {
    this.#world = world
    this.#models = models
    this.#client = new Client(world)
    this.#chain = new Chain(this.#client, world, models.chain)
    this.#moneyOut = new MoneyOut(this.#client, world, models, this.#chain)
    this.#startAtMs = world.scheduler.nowMs
  }

  begin(payments: number): void {
    const { random } = this.#world
    this.#world.faultsOn = true
    const members = membersOf(this.#world)
    this.#suspendAtTimes(members.map(({ acceptor }) => acceptor))
    const payees = [...paidMerchants, ...members.map(({ acceptor }) => acceptor), 'agt_s']
    void this.#chain.begin().then(() => this.#moneyOut.begin(payees))
    for (let number = 0; number < payouts; number += 1) {
      this.#at(random.between(2 * minute, 25 * minute), () => this.#moneyOut.asks(random.pick(payees)))
    }
    void quotePrices(this.#client, this.#world, () => !this.isCalm)
    for (const member of members) {
      void onboard(this.#client, this.#world, member).then(() => {
        this.#keepOnline(member.acceptor)
        this.#drainAtTimes(member.acceptor)
      })
    }
    for (let number = 0; number < payments; number += 1) {
      this.#at(random.between(minute, 13 * minute), () => this.#createPayment(number))
    }
    for (let number = 0; number < 2; number += 1) {
      this.#at(random.between(4 * minute, 30 * minute), () => this.#recordOutage())
    }
    this.#at(random.between(1_000, minute), () => this.#disturb())
  }

  /** Faults end and operators work off what people left behind. */
  becomeCalm(): void {
    this.isCalm = true
    calm(this.#world)
    this.#workOff()
  }

  #at(afterMs: number, act: () => void): void {
    const { scheduler } = this.#world
    scheduler.at(scheduler.nowMs + afterMs, undefined, () => {
      if (!this.isCalm) act()
    })
  }

  #disturb(): void {
    disturb(this.#world)
    this.#at(this.#world.random.between(5_000, minute), () => this.#disturb())
  }

  /** Strikes take acceptors offline; they come back. */
  #keepOnline(acceptor: string): void {
    this.#at(this.#world.random.between(2, 6) * minute, () => {
      void goOnline(this.#client, acceptor).then(() => this.#keepOnline(acceptor))
    })
  }

  #drainAtTimes(acceptor: string): void {
    this.#at(this.#world.random.between(3, 12) * minute, () => {
      const freeMicro = this.#models.ledger.freeMicro(`acceptor:${acceptor}`)
      void drainAndRefill(this.#client, this.#world, acceptor, freeMicro).then(() =>
        this.#drainAtTimes(acceptor),
      )
    })
  }

  /** One acceptor at a time, so that the others can serve what it had. */
  #suspendAtTimes(acceptors: readonly string[]): void {
    const { random } = this.#world
    this.#at(random.between(4, 12) * minute, () => {
      void suspendForAWhile(this.#client, this.#world, random.pick(acceptors)).then(() =>
        this.#suspendAtTimes(acceptors),
      )
    })
  }

  /** Two operators record that nobody could act for a while: clocks that ran meanwhile are shifted. */
  #recordOutage(): void {
    const { random, scheduler } = this.#world
    const outage = `out_${random.hex32()}`
    const toMs = Math.floor(scheduler.nowMs) - random.between(0, 30_000)
    const span = { fromMs: toMs - random.between(10_000, 180_000), toMs, reason: 'simulated' }
    void this.#client
      .send('order.outage.propose', { outage, operator: 'opr_a', ...span }, 'opr_a')
      .then(() => this.#client.send('order.outage.approve', { outage, operator: 'opr_b' }, 'opr_b'))
  }

  #createPayment(number: number): void {
    const { random } = this.#world
    const payment = `pay_${random.hex32()}`
    const session = random.hex32() + random.hex32()
    const temper = random.chance(0.45) ? 'usual' : random.pick([...tempers, 'idle', 'chain', 'chain'])
    const amount = random.chance(0.5)
      ? { fix: 'usdt', usdtMicro: BigInt(random.between(5_000_000, 250_000_000)) }
      : { fix: 'fiat', currency: 'CNY', fiatMinor: BigInt(random.between(5_000, 200_000)) }
    this.created += 1
    void this.#client
      .send(
        'order.payment.create',
        {
          payment,
          merchant: `mer_s${random.below(3)}`,
          livemode: false,
          ledger,
          reference: `ref-${number}`,
          amount,
          policy: policyOf(random),
          metadata: { session, temper },
        },
        'merchant',
      )
      .then(() => this.#turn(payment))
  }

  /** One turn of a payment's people; the next comes soon, often just when a deadline does. */
  #turn(payment: string): void {
    const { random } = this.#world
    if (this.isCalm) return
    const seen = this.#models.payments.payments.get(payment)
    if (seen) this.#payOnChain(seen)
    const items = this.#models.suspense.open(this.#models.ledger)
    const act = seen && nextAct(seen, random, Math.floor(this.#world.scheduler.nowMs), items)
    if (act) this.#act(payment, act)
    const delayMs = random.chance(0.3)
      ? minute * random.between(1, 2)
      : random.between(2_000, 70_000)
    this.#at(delayMs, () => this.#turn(payment))
  }

  /** The customer sends what is asked, more, less or in parts; now and then again when all is over. */
  #payOnChain({ address, askedMicro, status }: Seen): void {
    const { random } = this.#world
    if (address === undefined) return
    const isAsked = status === 'awaiting_transfer' || status === 'confirming_transfer'
    if (!random.chance(isAsked ? 0.5 : 0.01)) return
    const amounts = [...Array.from({ length: 8 }, () => askedMicro), askedMicro / 2n, (askedMicro * 999n) / 1_000n, (askedMicro * 3n) / 2n]
    this.#chain.pays(address, random.pick(amounts))
  }

  #workOff(): void {
    const { random, scheduler } = this.#world
    for (const seen of this.#models.payments.payments.values()) {
      const act = workOff(seen, random)
      if (act) this.#act(seen.payment, act)
    }
    scheduler.at(scheduler.nowMs + minute, undefined, () => this.#workOff())
  }

  #act(payment: string, { verb, data, actor }: Act): void {
    void this.#client.send(`order.payment.${verb}`, { payment, ...data }, actor)
  }

  /** Nothing on chain is on its way any more. */
  get isChainIdle(): boolean {
    return this.#chain.isIdle && this.#moneyOut.isIdle
  }

  get simulatedMs(): number {
    return this.#world.scheduler.nowMs - this.#startAtMs
  }
}
