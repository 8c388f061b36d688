import { randomUUID } from 'node:crypto'
import type { HostContext, Worker } from '@stablegate/host'
import { NodePool } from '../chain/node-pool.ts'
import type { WatcherConfig, WatcherSettings } from '../config.ts'
import { decodeAddress, encodeAddress, nodeKeyOf } from '@stablegate/tron'
import { TronHttpNode } from '../tron/http-node.ts'
import { AddressSet } from './address-set.ts'
import { ChainDistrusted, SessionOver } from './errors.ts'
import { Follower } from './follower.ts'
import { ChainMetrics } from './metrics.ts'

/** Standby nodes are looked at once in so many polls. */
const standbyPolls = 10
const nodeLagBlocks = 5
const checkpointMs = 1_000
const blocksARound = 50
const blocksAhead = 8
const firstBackoffMs = 200
const longestBackoffMs = 10_000
const commandTimeoutMs = 10_000

/** Watches one chain for as long as this replica holds the lock; begins anew whenever it must. */
export class ChainWorker implements Worker {
  readonly name = 'chain'
  readonly exclusive = true
  readonly #context: HostContext<WatcherConfig>
  readonly #settings: WatcherSettings
  readonly #nodes: readonly TronHttpNode[]
  readonly #pool: NodePool
  readonly #metrics: ChainMetrics
  #addresses = new AddressSet()
  #follower: Follower | undefined
  #stopping = new AbortController()
  #looping: Promise<void> | undefined
  #alert: string | undefined
  #failures = 0

  constructor(context: HostContext<WatcherConfig>, settings: WatcherSettings) {
    const { config, clock } = context
    this.#context = context
    this.#settings = settings
    this.#nodes = settings.nodes.map((url) => {
      const apiKey = nodeKeyOf(config.CHAIN_NODE_API_KEY, url)
      return new TronHttpNode({
        url, timeoutMs: config.CHAIN_NODE_TIMEOUT_MS, ...(apiKey === undefined ? {} : { apiKey }),
      })
    })
    this.#pool = new NodePool({
      nodes: this.#nodes, clock, lagBlocks: nodeLagBlocks,
      callsPerSecond: config.CHAIN_NODE_CALLS_PER_S,
      standbyPollMs: config.CHAIN_POLL_MS * standbyPolls,
    })
    this.#metrics = new ChainMetrics(context.metrics, settings.chain)
  }

  start(signal: AbortSignal): void {
    this.#stopping = new AbortController()
    this.#looping = this.#loop(AbortSignal.any([signal, this.#stopping.signal]))
  }

  async stop(): Promise<void> {
    this.#stopping.abort()
    await this.#looping
    await this.#follower?.checkpoint(true).catch(() => undefined)
    this.#follower = undefined
  }

  status(): Readonly<Record<string, unknown>> {
    return {
      chain: this.#settings.chain,
      addresses: this.#addresses.size,
      ...this.#follower?.status,
      nodes: this.#pool.status(),
      ...(this.#alert === undefined ? {} : { alert: this.#alert }),
    }
  }

  async #loop(signal: AbortSignal): Promise<void> {
    const { clock, config, tail } = this.#context
    let wake = new AbortController()
    const untail = tail('chain-watcher', () => wake.abort('news'))
    let nextPollAtMs = 0
    try {
      while (!signal.aborted) {
        wake = new AbortController()
        const polls = clock.now() >= nextPollAtMs
        const more = await this.#round(polls, signal)
        if (polls) nextPollAtMs = clock.now() + (more ? 0 : config.CHAIN_POLL_MS)
        if (this.#failures > 0) nextPollAtMs = clock.now() + this.#backoffMs()
        const waking = this.#failures > 0 ? signal : AbortSignal.any([signal, wake.signal])
        if (clock.now() < nextPollAtMs) await clock.sleep(nextPollAtMs - clock.now(), waking)
      }
    } finally {
      untail()
    }
  }

  /** A whole round when the head is due, else only what the log brought. */
  async #round(polls: boolean, signal: AbortSignal): Promise<boolean> {
    try {
      this.#follower ??= await this.#begin(signal)
      if (polls || this.#failures > 0) {
        const more = await this.#follower.step(signal)
        this.#settled()
        return more
      }
      await this.#follower.listen(signal)
      return false
    } catch (error) {
      if (!signal.aborted) this.#failed(error)
      return false
    } finally {
      this.#metrics.set(this.#follower?.status, this.#pool.status(), this.#addresses.size, this.#alert !== undefined)
    }
  }

  async #begin(signal: AbortSignal): Promise<Follower> {
    const { events, clock, commands, config } = this.#context
    const { chain, tokens } = this.#settings
    const addresses = new AddressSet()
    this.#addresses = addresses
    return Follower.begin({
      watched: { chain, tokens, isOurs: (account) => addresses.has(account), nameOf: encodeAddress },
      addAddress: (address) => {
        const bytes = decodeAddress(address)
        if (bytes !== undefined) addresses.add(bytes)
        return bytes !== undefined
      },
      nodes: this.#pool, events, clock, session: randomUUID(),
      send: (type, data, id) =>
        commands.send(type, data, { id, actor: `chain-watcher:${chain}`, timeoutMs: commandTimeoutMs }),
      ...(config.CHAIN_START_AFTER === undefined ? {} : { startAfter: config.CHAIN_START_AFTER }),
      checkpointBlocks: config.CHAIN_CHECKPOINT_BLOCKS, checkpointMs, blocksARound, ahead: blocksAhead,
    }, signal)
  }

  #settled(): void {
    this.#failures = 0
    const status = this.#follower?.status
    const behind = (status?.solid ?? 0) - (status?.cursor ?? 0)
    this.#alert = behind >= this.#context.config.CHAIN_LAG_ALERT_BLOCKS
      ? `lag: ${behind} solid blocks are not read yet`
      : undefined
  }

  #failed(error: unknown): void {
    this.#failures += 1
    const { logger } = this.#context
    const { chain } = this.#settings
    if (error instanceof SessionOver) {
      this.#follower = undefined
      logger.warn({ chain, reason: error.message }, 'the session is over, a new one begins')
      return
    }
    this.#alert = error instanceof Error ? error.message : String(error)
    const distrusted = error instanceof ChainDistrusted
    const level = distrusted || this.#failures > 5 ? 'error' : 'warn'
    logger[level]({ err: error, chain, ...(distrusted ? { alert: error.code } : {}) }, 'the chain was not read on')
  }

  #backoffMs(): number {
    return Math.min(longestBackoffMs, firstBackoffMs * 2 ** Math.min(this.#failures - 1, 10))
  }
}
