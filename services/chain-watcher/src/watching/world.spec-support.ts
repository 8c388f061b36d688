import { randomUUID } from 'node:crypto'
import { chainCommands, type ChainTransfer } from '@stablegate/contracts'
import {
  decode, MemoryConsumerStore, MemoryEventStore, startService, type Answer, type Clock, type RunningService,
} from '@stablegate/kernel'
import { FakeChain, FakeNode } from '../chain/fake-chain.spec-support.ts'
import type { ChainNode } from '../chain/node.ts'
import { NodePool } from '../chain/node-pool.ts'
import { chainWatcher } from '../service.ts'
import { decodeAddress, encodeAddress } from '@stablegate/tron'
import { AddressSet } from './address-set.ts'
import { Follower, type FollowerOptions } from './follower.ts'

/** Nobody waits: who sleeps moves the time. */
export class LeapClock implements Clock {
  #nowMs = 1_700_000_000_000
  now(): number { return this.#nowMs }
  async sleep(delayMs: number): Promise<void> { this.#nowMs += delayMs }
}

export const token = 'a614f803b6fd780986a42c78ec9c7f77e6ded13c'
export const otherToken = 'bb'.repeat(20)

export type Told = { readonly type: string; readonly data: Record<string, unknown>; readonly position: number }

/** The service over arrays, with a chain, nodes and whatever followers a test begins. */
export class World {
  readonly clock = new LeapClock()
  readonly store = new MemoryEventStore()
  readonly chain: FakeChain
  readonly nodes: readonly FakeNode[]
  readonly service: RunningService
  /** Called around each command: may throw as a process that dies does, before or after its effect. */
  around: (type: string, send: () => Promise<Answer>) => Promise<Answer> = (_, send) => send()

  constructor(chain = new FakeChain(), nodes = 2) {
    this.chain = chain
    this.nodes = Array.from({ length: nodes }, (_, index) => new FakeNode(`node-${index}`, chain))
    this.service = startService(chainWatcher, {
      store: this.store, consumers: new MemoryConsumerStore(), clock: this.clock,
      commands: { send: (envelope) => this.service.handle(envelope) },
      publisher: { publish: async () => undefined, lastPublished: async () => undefined },
      alerts: { raise: (code, details) => { throw new Error(`${code} ${JSON.stringify(details)}`) } },
    }, { standby: true })
  }

  pool(nodes: readonly ChainNode[] = this.nodes): NodePool {
    return new NodePool({
      nodes, clock: this.clock, callsPerSecond: 10_000, standbyPollMs: 0, lagBlocks: 5,
    })
  }

  send(type: string, data: unknown, id: string = randomUUID()): Promise<Answer> {
    return this.service.handle({ id, type, data, actor: 'spec', correlationId: id, causationId: id })
  }

  async watch(list: string, accounts: readonly string[]): Promise<void> {
    const answer = await this.send(chainCommands.watch.type, {
      chain: 'sandbox', list, addresses: accounts.map(encodeAddress),
    })
    if (answer.status !== 'accepted') throw new Error(JSON.stringify(answer))
  }

  begin(of: Partial<FollowerOptions> = {}): Promise<Follower> {
    const addresses = new AddressSet()
    return Follower.begin({
      watched: {
        chain: 'sandbox', tokens: new Set([token]), isOurs: (account) => addresses.has(account), nameOf: encodeAddress,
      },
      addAddress: (address) => {
        const bytes = decodeAddress(address)
        if (bytes !== undefined) addresses.add(bytes)
        return bytes !== undefined
      },
      nodes: this.pool(), events: this.store, clock: this.clock, session: randomUUID(),
      send: (type, data, id) => this.around(type, () => this.send(type, data, id)),
      checkpointBlocks: 20, checkpointMs: 0, blocksARound: 50, ahead: 4,
      ...of,
    })
  }

  told(after = 0): readonly Told[] {
    return this.store.readLogNow('chain-watcher', after, 10_000_000)
      .map(({ type, data, position }) => ({ type, data: decode<Record<string, unknown>>(data), position }))
  }

  /** What became of each transfer: its events in order. */
  transfers(): ReadonlyMap<string, readonly { readonly type: string; readonly data: ChainTransfer }[]> {
    const streams = new Map<string, { type: string; data: ChainTransfer }[]>()
    for (const { type, data } of this.told()) {
      if (!['transfer.observed', 'transfer.orphaned', 'transfer.solid', 'transfer.revoked'].includes(type)) continue
      const transfer = data as unknown as ChainTransfer
      const key = `${transfer.txid}-${transfer.part}`
      streams.set(key, [...(streams.get(key) ?? []), { type, data: transfer }])
    }
    return streams
  }
}

/** Rounds until the follower has read all there is. */
export const readAll = async (follower: Follower): Promise<void> => {
  for (let rounds = 0; rounds < 10_000; rounds += 1) {
    if (!(await follower.step())) return
  }
  throw new Error('the follower does not come to an end')
}

export const account = (seed: number): string => seed.toString(16).padStart(40, 'c')
