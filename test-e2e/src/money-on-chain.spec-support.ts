import { randomUUID } from 'node:crypto'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { RandomChain, seeded, type Outcome } from '@stablegate/chain-watcher/random-chain'
import { addressCommands, walletCommands, type Deposit, type Screening } from '@stablegate/contracts'
import {
  decode, MemoryConsumerStore, startService, StoreUnavailable, type Answer, type Clock, type ConsumerStore, type Envelope,
  type EventStore, type RunningService, type Service,
} from '@stablegate/kernel'
import { ledger } from '@stablegate/ledger'
import { treasury } from '@stablegate/treasury'
import { accountOf, depositAddress, watchOnlyKeyOf } from '@stablegate/tron'

const xpub = watchOnlyKeyOf(Buffer.alloc(32, 7))
const hot = depositAddress(watchOnlyKeyOf(Buffer.alloc(32, 8)), 0)
const token = depositAddress(watchOnlyKeyOf(Buffer.alloc(32, 8)), 1)

const realTime: Clock = {
  now: () => Date.now(),
  sleep: (delayMs, signal) => new Promise((resolve) => {
    const timer = setTimeout(resolve, delayMs)
    signal?.addEventListener('abort', () => {
      clearTimeout(timer)
      resolve()
    }, { once: true })
  }),
}

/** One process of a service: once dead, nothing it still does reaches anything. */
class Process {
  readonly #world: MoneyOnChain
  readonly running: RunningService
  alive = true

  constructor(world: MoneyOnChain, service: Service, consumers: MemoryConsumerStore) {
    this.#world = world
    this.running = startService(service, {
      store: this.#guarded<EventStore>(world.store, ['append', 'readStream', 'readLog', 'head', 'close']),
      consumers: this.#guarded<ConsumerStore>(consumers, [
        'cursor', 'advance', 'fold', 'parked', 'unpark', 'dueClocks', 'outages',
      ]),
      commands: { send: (envelope) => this.alive ? world.route(envelope) : Promise.reject(new Error('dead')) },
      publisher: { publish: async () => undefined, lastPublished: async () => undefined },
      clock: realTime,
      alerts: { raise: (code, details) => { if (this.alive) world.alerts.push(`${code} ${JSON.stringify(details)}`) } },
      // The bus brings nothing at all: everything is read from the store.
      limits: { idleCheckMs: 4, relayPollMs: 1_000, firstBackoffMs: 2, longestBackoffMs: 20, cursorDelayMs: 2 },
    })
  }

  async kill(): Promise<void> {
    this.alive = false
    this.#world.deaths += 1
    void this.running.stop().catch(() => undefined)
  }

  #guarded<T extends object>(target: T, methods: readonly (keyof T)[]): T {
    return Object.fromEntries(methods.map((name) => [name, (...args: unknown[]): unknown => {
      if (!this.alive) return Promise.reject(new StoreUnavailable('dead'))
      return (target[name] as (...all: unknown[]) => unknown).apply(target, args)
    }])) as T
  }
}

/** A random chain, its watcher, the treasury and the ledger over one store, with deaths and outages. */
export class MoneyOnChain {
  readonly chain: RandomChain
  readonly consumers = { treasury: new MemoryConsumerStore(), ledger: new MemoryConsumerStore() }
  readonly alerts: string[] = []
  readonly outcomes = new Map<string, Screening>()
  deaths = 0
  outages = 0
  readonly #chance: () => number
  readonly #processes: { treasury: Process; ledger: Process }
  readonly #accounts: string[] = []
  #ready = new Set<string>()
  #readyPosition = 0
  #shown = 0
  #screenedPosition = 0
  #ledgerAway = false

  constructor(seed: number, blocks: number) {
    this.#chance = seeded(seed + 1)
    this.chain = new RandomChain(seed, blocks, {
      watch: (n) => this.#watch(n), at: (n) => this.#accountAt(n), shown: () => this.#shown,
    })
    this.#processes = {
      treasury: new Process(this, treasury, this.consumers.treasury), ledger: new Process(this, ledger, this.consumers.ledger),
    }
  }

  get store() {
    return this.chain.world.store
  }

  /** The services that answer commands, as the network would find them. */
  route(envelope: Envelope): Promise<Answer> {
    const service = envelope.type.slice(0, envelope.type.indexOf('.'))
    if (service === 'chain-watcher') return this.chain.world.service.handle(envelope)
    // Who is told of deposits is not looked at here.
    if (service === 'notifier') return Promise.resolve({ status: 'accepted', events: [], log: service, position: 0 })
    // Whom deposits are told to is no matter here.
    if (service === 'notifier') return Promise.resolve({ status: 'accepted', events: [], log: service, position: 0 })
    if (service !== 'treasury' && service !== 'ledger') return Promise.reject(new Error(`no ${service}`))
    if (service === 'ledger' && this.#ledgerAway) return Promise.reject(new Error('no responders'))
    return this.#processes[service].running.handle(envelope)
  }

  async run(): Promise<Outcome> {
    await this.#send(walletCommands.open.type, { chain: 'sandbox', xpub, hot, token })
    const outcome = await this.chain.run()
    this.#ledgerAway = false
    await this.#settle()
    await Promise.all([this.#processes.treasury.running.stop(), this.#processes.ledger.running.stop()])
    return outcome
  }

  /** Events of a log, decoded. */
  told(log: string, after = 0): readonly { readonly type: string; readonly data: Record<string, unknown>; readonly position: number }[] {
    return this.store.readLogNow(log, after, 10_000_000)
      .map(({ type, data, position }) => ({ type, data: decode<Record<string, unknown>>(data), position }))
  }

  #accountAt(n: number): string {
    return this.#accounts[n - 1] ??= accountOf(depositAddress(xpub, n - 1))
  }

  /** Another address, and time for the others to go on; now and then they die, or the ledger is away. */
  async #watch(n: number): Promise<void> {
    const chance = this.#chance()
    if (chance < 0.04) await this.#kill('treasury')
    else if (chance < 0.07) await this.#kill('ledger')
    else if (chance < 0.1) {
      this.outages += 1
      this.#ledgerAway = true
    } else if (chance < 0.3) this.#ledgerAway = false
    await this.#send(walletCommands.assign.type, { chain: 'sandbox', holder: { kind: 'acceptor', acceptor: `acc_${n}` } })
    for (let turns = 0; turns < 20; turns += 1) await nextTurn()
    this.#look()
    await this.#screen()
  }

  async #kill(name: 'treasury' | 'ledger'): Promise<void> {
    const old = this.#processes[name]
    await old.kill()
    this.#processes[name] = new Process(this, name === 'treasury' ? treasury : ledger, this.consumers[name])
  }

  /** Addresses that may be shown: the first of them without a gap. */
  #look(): void {
    for (const { type, data, position } of this.told('treasury', this.#readyPosition)) {
      this.#readyPosition = position
      if (type === 'address.ready') this.#ready.add(accountOf(String(data['address'])))
    }
    while (this.#ready.has(this.#accountAt(this.#shown + 1))) this.#shown += 1
  }

  async #screen(): Promise<boolean> {
    const booked = this.told('treasury', this.#screenedPosition)
    for (const { type, data, position } of booked) {
      this.#screenedPosition = position
      if (type !== 'deposit.booked') continue
      const { chain, address, deposit } = data as unknown as Deposit
      const chance = this.#chance()
      const outcome = chance < 0.9 ? 'pass' : chance < 0.95 ? 'hold' : 'reject'
      this.outcomes.set(deposit, outcome)
      await this.#send(addressCommands.recordScreening.type, { chain, address, deposit, outcome, reason: 'seeded' })
    }
    return booked.length > 0
  }

  /** Until nobody has anything to do any more. */
  async #settle(): Promise<void> {
    const deadlineAtMs = Date.now() + 60_000
    let quiet = 0
    let last = -1
    while (quiet < 20) {
      if (Date.now() > deadlineAtMs) throw new Error('the services do not come to rest')
      // Commands of the treasury may have asked the watcher for addresses that nobody read yet.
      await new Promise((resolve) => setTimeout(resolve, 10))
      const more = await this.#screen()
      const heads = ['treasury', 'ledger', 'chain-watcher'].reduce((sum, log) => sum + this.store.headNow(log).position, 0)
      const lag = [this.#processes.treasury, this.#processes.ledger]
        .reduce((sum, { running }) => sum + running.status().consumers.reduce((all, consumer) => all + consumer.lag, 0), 0)
      quiet = !more && heads === last && lag === 0 ? quiet + 1 : 0
      last = heads
    }
  }

  async #send(type: string, data: unknown): Promise<void> {
    const id = randomUUID()
    for (let tries = 0; tries < 1_000; tries += 1) {
      const answer = await this.route({ id, type, data, actor: 'spec', correlationId: id, causationId: id })
        .catch((error: unknown): Answer => ({ status: 'retry', reason: String(error) }))
      if (answer.status === 'accepted') return
      if (answer.status !== 'retry') throw new Error(`${type}: ${JSON.stringify(answer)}`)
      await nextTurn()
    }
    throw new Error(`${type} was never answered`)
  }
}
