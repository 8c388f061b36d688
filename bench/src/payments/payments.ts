import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { startLocalSystem } from '@stablegate/test-e2e'
import { createDatabase } from '@stablegate/testing'
import type { Benchmark, Row } from '../row.ts'
import { startBareServer } from './bare.ts'
import { cpuOfEach, usedCpu } from './cpu.ts'
import type { LoadNews, LoadOrder } from './load.ts'

const loadModule = new URL(import.meta.url.endsWith('.ts') ? 'load.ts' : 'load.js', import.meta.url)

/**
 * Payments through an acceptor from creation to the verified webhook, against the whole system in
 * one process, every commit synced. The load and the receivers of webhooks run in a thread of their
 * own: on the same two cores, but not in the event loop that is measured.
 */
export const payments: Benchmark = {
  name: 'payments',
  run: async (say) => {
    const system = await startLocalSystem({ name: 'bench-payments', fsync: true })
    try {
      const bare = await startBareServer(await createDatabase(system.servers.postgres.adminUrl))
      const order: LoadOrder = { systemUrl: system.url, bareUrl: bare.url }
      const worker = new Worker(loadModule, { workerData: order })
      let rows: readonly Row[] = []
      const { postgres, nats } = system.servers
      const used = () => usedCpu({ postgres: postgres.pid(), nats: nats.pid() })
      let before = used()
      worker.on('message', (news: LoadNews) => {
        if ('said' in news) say(news.said)
        else if ('rows' in news) rows = news.rows
        else if (news.counted === 'begins') before = used()
        else say(`  CPU for one payment, load included: ${cpuOfEach(before, used(), news.counted)}`)
      })
      await once(worker, 'exit')
      await bare.stop()
      return rows
    } finally {
      await system.stop()
    }
  },
}
