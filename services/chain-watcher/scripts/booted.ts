// What the whole service takes in memory with a million addresses: the built program as a process of its
// own, on a real Postgres and NATS, over a stub of a node. Linux only; the log is made in some minutes.
// `node --conditions=source scripts/booted.ts` prints one line of JSON for each set of flags of Node.
import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { boot } from '@stablegate/host'
import { encode, type EventStore, type NewEvent } from '@stablegate/kernel'
import { PostgresEventStore } from '@stablegate/kernel/postgres'
import { createDatabase, freePort, launchNats, launchPostgres, waitFor } from '@stablegate/testing'
import { encodeAddress } from '@stablegate/tron'
import { watchlistStreams } from '../src/domain/watchlist.ts'
import { chainWatcher } from '../src/service.ts'
import { TronStub } from '../src/tron/tron-stub.spec-support.ts'

const addresses = Number(process.env['ADDRESSES'] ?? 1_000_000)
/** Flags of Node to compare, with `|` between. */
const flagSets = (process.env['NODE_FLAGS'] ?? '').split('|')
const eventsAnAppend = 500
const appendsAtOnce = 8
const patienceMs = 1_200_000
const token = encodeAddress('a614f803b6fd780986a42c78ec9c7f77e6ded13c')

/** Spread like digests, and known by their number. */
const account = (number: number): string => {
  const words = [0x9e3779b1, 0x85ebca6b, 0xc2b2ae35, 0x27d4eb2f, 0x165667b1]
  return words.map((word) => (Math.imul(number + 1, word) >>> 0).toString(16).padStart(8, '0')).join('')
}

/** Of a Linux process: what it has in memory now, and the most that it ever had. */
const megabytesOf = (pid: number): { readonly resident: number; readonly peak: number } => {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  const read = (name: string): number => Math.round(Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1] ?? 0) / 1_024)
  return { resident: read('VmRSS'), peak: read('VmHWM') }
}

const watched = (number: number): NewEvent => {
  const address = encodeAddress(account(number))
  return {
    id: randomUUID(), type: 'addresses.watched', version: 1, metadata: '{}',
    // As the treasury does: each address is a list of its own.
    data: encode({ chain: 'sandbox', list: address, addresses: [address], atMs: 1 }),
  }
}

/** The log of a service that was told of all the addresses, without the commands. */
const seed = async (store: EventStore): Promise<void> => {
  const streams = watchlistStreams('sandbox')
  const revisions = new Map<string, number>()
  let under: Promise<unknown>[] = []
  for (let from = 0, turn = 0; from < addresses; from += eventsAnAppend, turn += 1) {
    const stream = streams[turn % streams.length] ?? ''
    const events = Array.from({ length: Math.min(eventsAnAppend, addresses - from) }, (_, n) => watched(from + n))
    const expected = revisions.get(stream)
    revisions.set(stream, (expected ?? -1) + events.length)
    under.push(store.append({ log: 'chain-watcher', streams: [{ stream, expected: expected ?? 'none', events }] }))
    if (under.length < appendsAtOnce) continue
    await Promise.all(under)
    under = []
  }
  await Promise.all(under)
}

type Config = Readonly<Record<string, string>>

/** Until all is taken up, confirmed and published: what a restart then finds is an ordinary day. */
const settle = async (config: Config, stub: TronStub): Promise<void> => {
  const running = await boot(chainWatcher, { env: {}, migrate: true, config: { ...config, PORT: 0 } })
  await waitFor(async () => {
    const { workers, consumers } = await running.status()
    return workers['chain-watcher/chain']?.['addresses'] === addresses && consumers.every(({ lag }) => lag === 0)
  }, { deadlineMs: patienceMs, everyMs: 1_000 })
  // A round begins with the confirmations: where blocks made now are read, all was confirmed.
  stub.chain.mineMany(40)
  await waitFor(async () => (await running.status()).workers['chain-watcher/chain']?.['cursor'] === stub.chain.solid,
    { deadlineMs: patienceMs, everyMs: 1_000 })
  await running.stop()
}

const measure = async (config: Config, flags: string, stub: TronStub): Promise<void> => {
  const port = await freePort()
  const bootedAtMs = performance.now()
  const child = spawn(process.execPath, [...flags.split(' ').filter(Boolean), 'dist/main.js'], {
    env: { ...process.env, ...config, PORT: String(port) }, stdio: ['ignore', 'inherit', 'inherit'],
  })
  const pid = child.pid ?? 0
  const says = async (text: string): Promise<boolean> => {
    const answer = await fetch(`http://127.0.0.1:${port}/metrics`).catch(() => undefined)
    return (await answer?.text())?.includes(text) ?? false
  }
  await waitFor(() => says(`stablegate_chain_addresses{chain="sandbox"} ${addresses}`), { deadlineMs: patienceMs, everyMs: 200 })
  const loadMs = Math.round(performance.now() - bootedAtMs)
  const loaded = megabytesOf(pid)
  stub.chain.mineMany(500)
  await waitFor(() => says(`which="cursor"} ${stub.chain.solid}`), { deadlineMs: patienceMs, everyMs: 200 })
  console.log(JSON.stringify({ addresses, flags, loadMs, loaded, afterBlocks: megabytesOf(pid) }))
  child.kill('SIGTERM')
  await once(child, 'exit')
}

const main = async (): Promise<void> => {
  const stub = new TronStub()
  stub.chain.mineMany(60)
  const [postgres, nats, node] = await Promise.all([launchPostgres({ own: true }), launchNats({ own: true }), stub.listen()])
  const database = await createDatabase(postgres.adminUrl)
  const config = {
    EVENT_STORE_URL: database, DATABASE_URL: database, NATS_URL: nats.url, LISTEN_HOST: '127.0.0.1', LOG_LEVEL: 'error',
    CHAIN_TOKENS: token, CHAIN_POLL_MS: '200', CHAIN_NODE_CALLS_PER_S: '1000',
  }
  await (await boot(chainWatcher, { env: {}, migrate: true, config: { ...config, PORT: 0 } })).stop()
  const store = await PostgresEventStore.open({ url: database })
  await seed(store)
  await store.close()
  await settle({ ...config, CHAIN_NODES: node }, stub)
  for (const flags of flagSets) await measure({ ...config, CHAIN_NODES: node }, flags, stub)
  stub.close()
  await nats.stop()
  await postgres.stop()
}

await main()
