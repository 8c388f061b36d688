import type { ChainTransfer } from '@stablegate/contracts'
import type { World } from '../engine/world.ts'
import type { ChainModel, Waiting } from '../models/chain-model.ts'
import type { Client } from './client.ts'
import { keys, token } from './money-out.ts'

const chain = 'sandbox' as const
const payer = 'TD5gsCwxykWsLN9aPrq2TAfNjByuZKYp4E'

type Transfer = Omit<ChainTransfer, 'block'>

/**
 * The chain with the worker that watches it, the screening, and the operators who judge what it
 * holds: all that the services' own values leave to the world.
 */
export class Chain {
  readonly #client: Client
  readonly #world: World
  readonly #model: ChainModel
  readonly session: string
  /** By address: what came and will not be taken back. */
  readonly settled = new Map<string, bigint>()
  #number = 1_000
  /** Blocks that a fork took away. */
  readonly #gone = new Set<string>()
  /** Transfers whose story is not over. */
  #open = 0

  constructor(client: Client, world: World, model: ChainModel) {
    this.#client = client
    this.#world = world
    this.#model = model
    this.session = world.random.uuid()
  }

  get isIdle(): boolean {
    return this.#open === 0 && this.#model.isIdle && this.#strays().length === 0
  }

  async begin(): Promise<void> {
    await this.#client.send('treasury.wallet.open', { chain, ...keys, token }, 'treasury')
    const begin = { chain, session: this.session, startAfter: this.block() }
    await this.#client.send('chain-watcher.chain.begin', begin, 'watcher')
    void this.#confirms()
    void this.#screens()
  }

  /** Somebody sends money to an address of ours; what becomes of it is up to the network. */
  pays(address: string, amountMicro: bigint): void {
    const { random } = this.#world
    const on = { chain, txid: random.hex32() + random.hex32(), part: `log-${random.below(3)}` }
    this.#open += 1
    void this.#story({ ...on, token, from: payer, to: address, amountMicro, ours: 'to' as const }).then(() => {
      this.#open -= 1
    })
  }

  async #story(transfer: Transfer): Promise<void> {
    const { random } = this.#world
    const { txid, part } = transfer
    const on = { chain, txid, part }
    let block = this.block()
    await this.#sees(transfer, block, false)
    while (random.chance(0.2)) {
      await this.#soon()
      this.#gone.add(block.hash)
      await this.#tell('transfer.orphan', { ...on, blockHash: block.hash })
      if (random.chance(0.3)) return
      block = this.block()
      await this.#sees(transfer, block, false)
    }
    await this.#soon()
    await this.#sees(transfer, block, true)
    if (!random.chance(0.06)) return this.#stays(transfer)
    await this.#client.wait(random.between(1_000, 300_000))
    const gone = { ...on, blockHash: block.hash, reason: 'the network broke its promise' }
    for (const operator of ['opr_a', 'opr_b']) await this.#tell('transfer.revoke', { ...gone, operator })
    if (random.chance(0.5)) return
    block = this.block()
    await this.#sees(transfer, block, random.chance(0.5))
    await this.#soon()
    await this.#sees(transfer, block, true)
    this.#stays(transfer)
  }

  #stays({ to, amountMicro }: Transfer): void {
    this.settled.set(to, (this.settled.get(to) ?? 0n) + amountMicro)
  }

  /** Read once, or by two watchers and again after a restart. */
  async #sees(transfer: object, block: object, solid: boolean): Promise<void> {
    const times = this.#world.random.chance(0.3) ? 2 : 1
    const all = Array.from({ length: times }, () => this.#tell('transfer.see', { ...transfer, block, solid }))
    await Promise.all(all)
  }

  #tell(verb: string, data: object): Promise<unknown> {
    return this.#client.send(`chain-watcher.${verb}`, data, 'watcher')
  }

  /**
   * Seen once more in a block that is gone, by a word that came late: the worker keeps an eye on all
   * that is open until it is solid.
   */
  #strays(): readonly object[] {
    return [...this.#model.observed.values()].filter(({ blockHash }) => this.#gone.has(blockHash))
  }

  #soon(): Promise<void> {
    return this.#client.wait(this.#world.random.between(1_000, 60_000))
  }

  block(): { readonly number: number; readonly hash: string; readonly atMs: number } {
    const { random, scheduler } = this.#world
    this.#number += 1
    return { number: this.#number, hash: random.hex32() + random.hex32(), atMs: Math.floor(scheduler.nowMs) }
  }

  /** The worker of the watcher tells which addresses it looks for. */
  async #confirms(): Promise<void> {
    for (;;) {
      await this.#client.wait(this.#world.random.between(3_000, 20_000))
      const { watched } = this.#model
      const last = watched.at(-1)
      if (!last) continue
      const lists = watched.map(({ list }) => list)
      await this.#tell('chain.confirm', {
        chain, session: this.session, lists, refused: [], fromBlock: this.#number, throughPosition: last.position,
      })
    }
  }

  async #screens(): Promise<void> {
    for (;;) {
      await this.#client.wait(this.#world.random.between(2_000, 15_000))
      for (const waiting of this.#model.waiting.values()) await this.#judge(waiting)
      for (const stray of this.#strays()) await this.#tell('transfer.orphan', stray)
    }
  }

  async #judge(waiting: Waiting): Promise<void> {
    const { chain: of, address, deposit, is } = waiting
    const ofDeposit = { chain: of, address, deposit }
    const { random } = this.#world
    if (is === 'unscreened') {
      const outcome = random.pick(['pass', 'pass', 'pass', 'pass', 'pass', 'pass', 'hold', 'reject'])
      await this.#client.send('treasury.address.record_screening', { ...ofDeposit, outcome, reason: 'simulated' }, 'screening')
    }
    if (is === 'held') {
      const verdict = { outcome: random.pick(['release', 'release', 'block']) }
      await this.#client.send('treasury.address.propose_verdict', { ...ofDeposit, verdict, operator: 'opr_a', reason: 'simulated' },
        'opr_a')
    }
    if (is === 'proposed') await this.#client.send('treasury.address.approve_verdict', { ...ofDeposit, operator: 'opr_b' }, 'opr_b')
  }
}
