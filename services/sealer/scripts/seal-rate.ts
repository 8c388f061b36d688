// How fast a log is sealed: read from Postgres, hashed, kept in tiles and signed. Needs EVENT_STORE_URL,
// a prepared store with a log of the ledger in it, and prints one line of JSON. Run by the benchmark
// of sealing, in a process of its own: what it takes of the processor is part of the result.
import { createHash } from 'node:crypto'
import { openEventStore } from '@stablegate/host'
import { leafBytes } from '@stablegate/proof'
import { signerOfSeed } from '@stablegate/proof/node'
import pg from 'pg'
import { LogSealer } from '../src/sealing/log-sealer.ts'
import { TreeStore } from '../src/store/tree-store.ts'

const url = process.env['EVENT_STORE_URL'] ?? ''
const signer = signerOfSeed('seal.example', new Uint8Array(32))

const timed = async <T>(work: () => Promise<T> | T) => {
  const [startedAtMs, before] = [performance.now(), process.cpuUsage()]
  const value = await work()
  const { user, system } = process.cpuUsage(before)
  return { value, ms: performance.now() - startedAtMs, cpuMs: (user + system) / 1_000 }
}

const main = async (): Promise<void> => {
  const events = await openEventStore(url)
  const pool = new pg.Pool({ connectionString: url, max: 4, options: '-c search_path=sealer' })
  const sealer = new LogSealer('ledger', {
    events, store: new TreeStore(pool), archive: undefined, lookBackEvents: 0, now: () => Date.now(),
    settings: { origin: 'seal.example', signers: [signer], folder: undefined, witnesses: [] },
  })
  const sealed = await timed(() => sealer.round(new AbortController().signal))
  const count = sealed.value?.tree.size ?? 0
  const leaves = (await events.readLog('ledger', 0, count)).map(leafBytes)
  const bare = await timed(() => {
    for (const leaf of leaves) createHash('sha256').update(leaf).digest()
  })
  await events.close()
  await pool.end()
  console.log(JSON.stringify({
    events: count, bytesAnEvent: Math.round(leaves.reduce((sum, { length }) => sum + length, 0) / count),
    eventsPerSecond: count / sealed.ms * 1_000, hashesPerSecond: count / bare.ms * 1_000,
    cpuMicrosAnEvent: sealed.cpuMs / count * 1_000,
  }))
}

await main()
