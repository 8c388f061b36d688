import type { Worker } from '@stablegate/host'

/** Stands where no node is configured, and says so. */
export const idleWorker: Worker = {
  name: 'chain',
  start: () => undefined,
  stop: async () => undefined,
  status: () => ({ idle: 'CHAIN_NODES is not set: no chain is watched' }),
}
