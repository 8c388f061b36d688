import { execFile } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { openEventStore, prepareDatabase, prepareEventStore } from '@stablegate/host'
import { sealer } from '@stablegate/sealer'
import { createDatabase } from '@stablegate/testing'
import type { Benchmark, Row, Say } from '../row.ts'
import { startPostgres } from '../servers.ts'

/** What `scripts/seal-rate.ts` of the sealer prints. */
type Rate = {
  readonly events: number
  readonly bytesAnEvent: number
  readonly eventsPerSecond: number
  readonly hashesPerSecond: number
  readonly cpuMicrosAnEvent: number
}

const folder = fileURLToPath(new URL('../../../services/sealer', import.meta.url))
const appends = 300
const eventsAnAppend = 100
const data = JSON.stringify({ text: 'x'.repeat(400) })

const fill = async (url: string): Promise<void> => {
  const store = await openEventStore(url)
  for (let at = 0; at < appends; at += 1) {
    const events = Array.from({ length: eventsAnAppend }, () =>
      ({ id: randomUUID(), type: 'thing.done', version: 1, data, metadata: '{"atMs":1}' }))
    await store.append({ log: 'ledger', streams: [{ stream: `ledger.thing-${at}`, expected: 'none', events }] })
  }
  await store.close()
}

const run = async (say: Say): Promise<readonly Row[]> => {
  const postgres = await startPostgres('sealing')
  try {
    const url = await createDatabase(postgres.adminUrl, { name: 'sealing' })
    await prepareEventStore(url)
    await prepareDatabase(url, [sealer])
    await fill(url)
    const { stdout } = await promisify(execFile)(
      process.execPath, ['--conditions=source', 'scripts/seal-rate.ts'], { cwd: folder, env: { ...process.env, EVENT_STORE_URL: url } })
    const rate = JSON.parse(stdout) as Rate
    say(`  ${rate.events} events of ${rate.bytesAnEvent} bytes, ${rate.cpuMicrosAnEvent.toFixed(1)} µs of the processor each`)
    return [{
      name: 'sealing a log, read, hashed, kept', unit: 'events/s', peer: 'bare SHA-256 of the same bytes',
      ours: rate.eventsPerSecond, theirs: rate.hashesPerSecond, ratio: rate.eventsPerSecond / rate.hashesPerSecond,
      p50Ms: Number.NaN, p99Ms: Number.NaN,
    }]
  } finally {
    await postgres.stop()
  }
}

/** How fast a sealer that was away catches up; who appends does not wait for it. */
export const sealing: Benchmark = { name: 'sealing', run }
