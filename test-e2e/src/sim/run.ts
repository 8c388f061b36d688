import { type ledgerEvents, type MessagesOf, type notifierEvents, orderIdOf } from '@stablegate/contracts'
import { decode, type Guards, type Metadata, type Service, type StoredEvent } from '@stablegate/kernel'
import { Client } from './actors/client.ts'
import { drainAndRefill, goOnline, ledger as ledgerName, membersOf, onboard, quotePrices } from './actors/market.ts'
import { nextAct, tempers, workOff } from './actors/people.ts'
import { policyOf } from './actors/policy.ts'
import { Coverage } from './coverage.ts'
import { calm, disturb } from './engine/disturb.ts'
import type { Fault } from './engine/faults.ts'
import { Violation } from './engine/violation.ts'
import { type Refusal, World } from './engine/world.ts'
import { CommandModel } from './models/command-model.ts'
import { FeedModel } from './models/feed-model.ts'
import { LedgerModel } from './models/ledger-model.ts'
import { exitOf, isFinal, type PaymentEvent, PaymentModel, type Seen } from './models/payment-model.ts'
import { unjustified } from './models/refusals.ts'
import { differingView } from './models/views-equal.ts'

export type RunOptions = {
  readonly seed: number
  readonly services: readonly Service[]
  readonly guards?: Partial<Guards>
  readonly payments?: number
  /** No run is longer: what has not ended by then is stuck. */
  readonly maxSteps?: number
}

export type RunResult = {
  readonly seed: number
  readonly steps: number
  readonly simulatedMs: number
  readonly events: number
  readonly coverage: Coverage
  readonly violation: Violation | undefined
}

const startAtMs = Date.UTC(2026, 5, 1, 8)
const minute = 60_000
/** When faults end, and when at the latest everything must have ended. */
const stormEndsAtMs = startAtMs + 45 * minute
const deadlineAtMs = startAtMs + 6 * 60 * minute

/** One world from one seed: people act, things fail, then all is calm and everything must end well. */
class Run {
  readonly #options: RunOptions
  readonly #world: World
  readonly #client: Client
  readonly #ledger = new LedgerModel()
  readonly #payments = new PaymentModel()
  readonly #feed = new FeedModel()
  readonly #commands = new CommandModel()
  readonly #touched = new Map<string, Set<Fault>>()
  #events = 0
  #created = 0
  #calm = false

  constructor(options: RunOptions) {
    this.#options = options
    this.#world = new World({
      seed: options.seed, services: options.services, startAtMs, guards: options.guards ?? {},
      onEvent: (event) => this.#onEvent(event),
      onFault: (fault, streams) => this.#onFault(fault, streams),
      onRefusal: (refusal) => this.#onRefusal(refusal),
    })
    this.#client = new Client(this.#world)
  }

  async run(): Promise<RunResult> {
    const { scheduler } = this.#world
    const { maxSteps = 400_000 } = this.#options
    this.#begin()
    this.#world.faultsOn = true
    let ended = false
    while (!ended && this.#world.violation === undefined) {
      if (!scheduler.step()) break
      await scheduler.settle()
      if (!this.#calm && scheduler.nowMs >= stormEndsAtMs) {
        this.#calm = true
        calm(this.#world)
        this.#workOff()
      }
      ended = scheduler.steps % 256 === 0 && this.#hasEnded()
      if (scheduler.steps >= maxSteps || scheduler.nowMs >= deadlineAtMs) break
    }
    if (this.#world.violation === undefined) this.#checkEnd(ended)
    for (const [payment, faults] of this.#touched) {
      const seen = this.#payments.payments.get(payment)
      const exit = seen && exitOf(seen)
      if (exit) this.#coverage.count(exit, faults)
    }
    return {
      seed: this.#options.seed, steps: scheduler.steps, simulatedMs: scheduler.nowMs - startAtMs, events: this.#events,
      coverage: this.#coverage, violation: this.#world.violation,
    }
  }

  readonly #coverage = new Coverage()

  #begin(): void {
    const { random, scheduler } = this.#world
    const storms = (): boolean => !this.#calm
    void quotePrices(this.#client, this.#world, storms)
    for (const member of membersOf(this.#world)) {
      void onboard(this.#client, this.#world, member).then(() => {
        this.#keepOnline(member.acceptor)
        this.#drainAtTimes(member.acceptor)
      })
    }
    for (let number = 0; number < (this.#options.payments ?? 14); number += 1) {
      scheduler.at(startAtMs + random.between(1, 12) * minute + random.between(0, minute), undefined, () => this.#createPayment(number))
    }
    for (let number = 0; number < 2; number += 1) {
      scheduler.at(startAtMs + random.between(4, 30) * minute, undefined, () => this.#recordOutage())
    }
    const next = (): void => {
      if (this.#calm) return
      disturb(this.#world)
      scheduler.at(scheduler.nowMs + random.between(5_000, 60_000), undefined, next)
    }
    scheduler.at(startAtMs + random.between(1_000, 60_000), undefined, next)
  }

  #drainAtTimes(acceptor: string): void {
    const { random, scheduler } = this.#world
    scheduler.at(scheduler.nowMs + random.between(3, 12) * minute, undefined, () => {
      if (this.#calm) return
      const freeMicro = this.#ledger.freeMicro(`acceptor:${acceptor}`)
      void drainAndRefill(this.#client, this.#world, acceptor, freeMicro).then(() => this.#drainAtTimes(acceptor))
    })
  }

  /** Two operators record that nobody could act for a while: clocks that ran meanwhile are shifted. */
  #recordOutage(): void {
    const { random, scheduler } = this.#world
    const outage = `out_${random.hex32()}`
    const toMs = Math.floor(scheduler.nowMs) - random.between(0, 30_000)
    const fromMs = toMs - random.between(10_000, 180_000)
    void this.#client.send('order.outage.propose', { outage, operator: 'opr_a', fromMs, toMs, reason: 'simulated' }, 'opr_a')
      .then(() => this.#client.send('order.outage.approve', { outage, operator: 'opr_b' }, 'opr_b'))
  }

  /** Strikes take acceptors offline; they come back. */
  #keepOnline(acceptor: string): void {
    const { random, scheduler } = this.#world
    scheduler.at(scheduler.nowMs + random.between(2, 6) * minute, undefined, () => {
      if (this.#calm) return
      void goOnline(this.#client, acceptor).then(() => this.#keepOnline(acceptor))
    })
  }

  #createPayment(number: number): void {
    const { random } = this.#world
    const payment = `pay_${random.hex32()}`
    const session = random.hex32() + random.hex32()
    const amount = random.chance(0.5)
      ? { fix: 'usdt', usdtMicro: BigInt(random.between(5_000_000, 250_000_000)) }
      : { fix: 'fiat', currency: 'CNY', fiatMinor: BigInt(random.between(5_000, 200_000)) }
    this.#created += 1
    void this.#client.send('order.payment.create', {
      payment, merchant: `mer_s${random.below(3)}`, livemode: false, ledger: ledgerName, reference: `ref-${number}`,
      amount, policy: policyOf(random), metadata: { session, temper: random.chance(0.45) ? 'usual' : random.pick([...tempers, 'idle']) },
    }, 'merchant').then(() => this.#turn(payment))
  }

  /** One turn of a payment's people; the next comes soon, often just when a deadline does. */
  #turn(payment: string): void {
    const { random, scheduler } = this.#world
    if (this.#calm) return
    const seen = this.#payments.payments.get(payment)
    const act = seen && nextAct(seen, random)
    if (act) void this.#client.send(`order.payment.${act.verb}`, { payment, ...act.data }, act.actor)
    const delayMs = random.chance(0.3) ? 60_000 * random.between(1, 2) : random.between(2_000, 70_000)
    scheduler.at(scheduler.nowMs + delayMs, undefined, () => this.#turn(payment))
  }

  #workOff(): void {
    const { scheduler } = this.#world
    for (const seen of this.#payments.payments.values()) {
      const act = workOff(seen)
      if (act) void this.#client.send(`order.payment.${act.verb}`, { payment: seen.payment, ...act.data }, act.actor)
    }
    scheduler.at(scheduler.nowMs + minute, undefined, () => this.#workOff())
  }

  #onEvent(stored: StoredEvent): void {
    this.#events += 1
    const event = { type: stored.type, data: decode(stored.data) }
    const { commandId } = decode<Metadata>(stored.metadata)
    this.#commands.apply(stored, commandId, event.data)
    if (stored.log === 'ledger') this.#ledger.apply(event as MessagesOf<typeof ledgerEvents>)
    else if (stored.log === 'notifier') this.#feed.apply(event as MessagesOf<typeof notifierEvents>)
    else if (stored.stream.startsWith('order.payment-')) this.#payments.apply(event as PaymentEvent)
  }

  #onRefusal(refusal: Refusal): void {
    const why = unjustified(this.#world, refusal)
    if (why) this.#world.violate('a refusal is decided on the whole stream', why)
  }

  #onFault(fault: Fault, streams: readonly string[]): void {
    const isOfProcess = fault === 'crash' || fault === 'twin' || fault === 'clock_jump' || fault === 'slow_consumer'
      || fault === 'bus_wiped'
    if (isOfProcess) {
      for (const seen of this.#payments.payments.values()) if (!isFinal(seen) || seen.recallOpen) this.#touch(seen.payment, fault)
      return
    }
    for (const stream of streams) {
      const payment = /pay_[0-9A-Za-z]+/.exec(stream)?.[0]
      if (payment) this.#touch(payment, fault)
    }
  }

  #touch(payment: string, fault: Fault): void {
    let faults = this.#touched.get(payment)
    if (!faults) this.#touched.set(payment, faults = new Set())
    faults.add(fault)
  }

  #needsTime(seen: Seen): boolean {
    return !isFinal(seen) || seen.recallOpen || seen.appealOpen
  }

  #hasEnded(): boolean {
    if (!this.#calm || this.#payments.payments.size < this.#created || this.#created === 0) return false
    if ([...this.#payments.payments.values()].some((seen) => this.#needsTime(seen))) return false
    if (this.#ledger.open.size > 0 || this.#heldMerchants().length > 0) return false
    return this.#world.instances.every(({ running }) => {
      const status = running?.status()
      return status && status.waitingCommands === 0 && status.consumers.every(({ lag, position, log }) =>
        lag === 0 && position === this.#world.store.headNow(log).position)
    })
  }

  #heldMerchants(): readonly string[] {
    return [...this.#ledger.sums.keys()].filter((account) =>
      /^merchant:.*:(held|reserve)$/.test(account) && this.#ledger.postedMicro(account) !== 0n)
  }

  #checkEnd(ended: boolean): void {
    const violate = (rule: string, details: string): void => this.#world.violate(rule, details)
    if (!ended) {
      const stuck = [...this.#payments.payments.values()].filter((seen) => this.#needsTime(seen))
      const lagging = this.#world.instances.flatMap(({ running }) => running?.status().consumers.filter(({ lag }) => lag > 0).map(({ name }) => name) ?? [])
      violate('everything ends', JSON.stringify({
        created: this.#created, payments: this.#payments.payments.size,
        stuck: stuck.map(({ payment, status, recallOpen, appealOpen, proposedBy }) => `${payment} ${status} ${recallOpen ? 'recall ' : ''}${appealOpen ? 'appeal ' : ''}${proposedBy ?? ""}`), escrows: [...this.#ledger.open.keys()],
        held: this.#heldMerchants(), lagging, simulatedMs: this.#world.scheduler.nowMs - startAtMs,
      }))
      return
    }
    try {
      this.#ledger.checkSums()
    } catch (error) {
      if (error instanceof Violation) violate(error.rule, error.details)
    }
    const parked = this.#world.instances.filter(({ running }) => (running?.status().parked ?? 0) > 0)
    if (parked.length > 0) violate('nothing stays parked', parked.map(({ service }) => service.name).join())
    this.#checkMerchants()
    this.#checkWebhooks()
    const different = differingView(this.#world)
    if (different) violate('views equal a fold from nothing', different)
  }

  /** Whoever must hear of an end has heard of it once. */
  #checkWebhooks(): void {
    for (const { payment, status, attempt } of this.#payments.payments.values()) {
      const isSettled = status === 'settled' || status === 'split'
      const told = status === 'expired' || status === 'cancelled'
        ? this.#feed.count(`payment.${status}`, payment)
        : this.#feed.count(isSettled ? 'order.settled' : 'order.closed', orderIdOf(payment, attempt))
      // An order that is closed may be opened again by late money and closed anew.
      const isRight = isSettled || status === 'expired' || status === 'cancelled' ? told === 1 : told >= 1
      if (!isRight) this.#world.violate('an end is told once', `${payment} is ${status}, told ${told} times`)
    }
  }

  /** A merchant has what was settled less fees, less recalls that it bears. */
  #checkMerchants(): void {
    for (const [merchant, dueMicro] of this.#payments.dueToMerchant) {
      const of = (part: string): bigint => this.#ledger.postedMicro(`merchant:${merchant}:${part}`)
      const hasMicro = of('available') + of('held') + of('reserve') - this.#ledger.postedMicro(`receivable:${merchant}`)
      if (hasMicro !== dueMicro) this.#world.violate('merchants get settled less fees', `${merchant} has ${hasMicro}, is due ${dueMicro}`)
    }
  }
}

export const runSeed = (options: RunOptions): Promise<RunResult> => new Run(options).run()
