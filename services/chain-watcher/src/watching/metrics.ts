import type { Metrics } from '@stablegate/host'
import type { NodeStatus } from '../chain/node-pool.ts'
import type { FollowerStatus } from './follower.ts'

type Gauge = ReturnType<Metrics['gauge']>

/** What a chain and its nodes look like from here, for `/metrics`. */
export class ChainMetrics {
  readonly #chain: string
  readonly #blocks: Gauge
  readonly #lag: Gauge
  readonly #addresses: Gauge
  readonly #open: Gauge
  readonly #reorganisations: Gauge
  readonly #onOneWord: Gauge
  readonly #alert: Gauge
  readonly #nodeHead: Gauge
  readonly #nodeUsable: Gauge
  readonly #nodeFaults: Gauge

  constructor(metrics: Metrics, chain: string) {
    this.#chain = chain
    this.#blocks = metrics.gauge('stablegate_chain_block', 'Head, solid block and cursor', ['chain', 'which'])
    this.#lag = metrics.gauge('stablegate_chain_lag_blocks', 'Solid blocks not read yet', ['chain'])
    this.#addresses = metrics.gauge('stablegate_chain_addresses', 'Addresses watched', ['chain'])
    this.#open = metrics.gauge('stablegate_chain_open_transfers', 'Transfers not solid yet', ['chain'])
    this.#reorganisations = metrics.gauge(
      'stablegate_chain_reorganisations', 'Blocks given up for others in this session', ['chain'])
    this.#onOneWord = metrics.gauge(
      'stablegate_chain_blocks_on_one_word', 'Blocks with money that one node alone vouched for, in this session', ['chain'])
    this.#alert = metrics.gauge('stablegate_chain_alert', '1 while the chain cannot be read on', ['chain'])
    this.#nodeHead = metrics.gauge('stablegate_chain_node_head_block', 'Head of a node', ['chain', 'node'])
    this.#nodeUsable = metrics.gauge('stablegate_chain_node_usable', '0 while a node rests', ['chain', 'node'])
    this.#nodeFaults = metrics.gauge('stablegate_chain_node_faults', 'Answers that were no use', ['chain', 'node'])
  }

  set(
    status: FollowerStatus | undefined, nodes: readonly NodeStatus[], addresses: number, alert: boolean,
  ): void {
    const chain = this.#chain
    this.#addresses.set({ chain }, addresses)
    this.#alert.set({ chain }, alert ? 1 : 0)
    for (const { name: node, head, resting, faults } of nodes) {
      this.#nodeHead.set({ chain, node }, head ?? 0)
      this.#nodeUsable.set({ chain, node }, resting ? 0 : 1)
      this.#nodeFaults.set({ chain, node }, faults)
    }
    if (status === undefined) return
    for (const which of ['head', 'solid', 'cursor'] as const) this.#blocks.set({ chain, which }, status[which])
    this.#lag.set({ chain }, Math.max(0, status.solid - status.cursor))
    this.#open.set({ chain }, status.openTransfers)
    this.#reorganisations.set({ chain }, status.reorganisations)
    this.#onOneWord.set({ chain }, status.onOneWord)
  }
}
