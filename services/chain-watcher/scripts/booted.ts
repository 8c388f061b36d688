// What the whole service takes with a million addresses, and how fast it catches up with full blocks: the
// built program as a process of its own on a real Postgres and NATS, over nodes in another. Linux only,
// some minutes: `node --conditions=source scripts/booted.ts` prints a line of JSON for each start.
import { fork, spawn } from 'node:child_process'
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
import { account, chainBlocksPerSecond, token } from './full-blocks.ts'
import type { Order, Report } from './full-node.ts'

const addresses = Number(process.env['ADDRESSES'] ?? 1_000_000)
const blocks = Number(process.env['BLOCKS'] ?? 2_000)
/** As `deploy/` and `k8s/` start it; more sets to compare with `|` between. */
const flagSets = (process.env['NODE_FLAGS'] ?? '--enable-source-maps --max-old-space-size=256 --max-semi-space-size=4').split('|')
const eventsAnAppend = 500
const appendsAtOnce = 8
const patienceMs = 1_200_000
const firstEmptyBlocks = 30
const delayMs = Number(process.env['NODE_DELAY_MS'] ?? 0)

type Config = Readonly<Record<string, string>>

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

/** The two nodes: what they were asked is counted there. */
const startNodes = async () => {
  const child = fork(new URL('full-node.ts', import.meta.url), { execArgv: ['--conditions=source'] })
  const hear = async <T extends Report>(): Promise<T> => ((await once(child, 'message')) as [T])[0]
  const { urls } = await hear<Extract<Report, { urls: unknown }>>()
  const order = async <T extends Report>(what: Order): Promise<T> => {
    const heard = hear<T>()
    child.send(what)
    return heard
  }
  return {
    urls,
    mine: (count: number, payingOne: number) =>
      order<Extract<Report, { solid: unknown }>>({ mine: count, payingOne }),
    asked: async () => (await order<Extract<Report, { asked: unknown }>>('asked')).asked,
    stop: () => child.disconnect(),
  }
}
type Nodes = Awaited<ReturnType<typeof startNodes>>

/** Of a Linux process: what it has in memory now, and the most that it ever had. */
const megabytesOf = (pid: number): { readonly resident: number; readonly peak: number } => {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  const read = (name: string): number => Math.round(Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1] ?? 0) / 1_024)
  return { resident: read('VmRSS'), peak: read('VmHWM') }
}

/** Time on a processor that a Linux process has had; a hundredth of a second is its clock's step. */
const cpuMsOf = (pid: number): number => {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\) /, '').split(' ')
  return (Number(fields[11]) + Number(fields[12])) * 10
}

/** The built program in a process of its own, and what it says of itself. */
const startWatcher = async (config: Config, flags: string) => {
  const port = await freePort()
  const child = spawn(process.execPath, [...flags.split(' ').filter(Boolean), 'dist/main.js'], {
    env: { ...process.env, ...config, PORT: String(port) }, stdio: ['ignore', 'inherit', 'inherit'],
  })
  const says = async (holds: (text: string) => boolean, everyMs: number): Promise<void> => {
    await waitFor(async () => {
      const answer = await fetch(`http://127.0.0.1:${port}/metrics`).catch(() => undefined)
      return answer !== undefined && holds(await answer.text())
    }, { deadlineMs: patienceMs, everyMs })
  }
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM')
    await once(child, 'exit')
  }
  const pid = child.pid ?? 0
  return { says, stop, megabytes: () => megabytesOf(pid), cpuMs: () => cpuMsOf(pid) }
}

const hasAddresses = (text: string): boolean =>
  text.includes(`stablegate_chain_addresses{chain="sandbox"} ${addresses}\n`)
const hasReadThrough = (solid: number) => (text: string): boolean =>
  text.includes(`which="cursor"} ${solid}\n`) && text.includes(`which="solid"} ${solid}\n`)
/** Whether views and the bus have all: no such gauge shows anything but 0. */
const isQuiet = (text: string): boolean => !/^stablegate_(?:consumer|relay)_lag_events\{.*\} [1-9]/m.test(text)

type Start = {
  readonly when: 'unconfirmed' | 'restarted'
  readonly flags: string
  readonly nodes: number
  /** Of so many blocks one pays one of ours. */
  readonly payingOne: number
}

const transfersSolid = async (store: EventStore, after: number): Promise<number> => {
  let found = 0
  for (let from = after; ;) {
    const page = await store.readLog('chain-watcher', from, 1_000)
    found += page.filter(({ type }) => type === 'transfer.solid').length
    const last = page.at(-1)
    if (last === undefined) return found
    from = last.position
  }
}

const measure = async (start: Start, config: Config, nodes: Nodes, store: EventStore): Promise<void> => {
  const { flags, payingOne } = start
  const startedAtMs = performance.now()
  const watcher = await startWatcher({ ...config, CHAIN_NODES: nodes.urls.slice(0, start.nodes).join() }, flags)
  await watcher.says(hasAddresses, 200)
  const loadMs = Math.round(performance.now() - startedAtMs)
  // A round begins with the confirmations: where blocks made now are read, all was confirmed.
  const { solid: first } = await nodes.mine(0, 1)
  await watcher.says((text) => hasReadThrough(first)(text) && isQuiet(text), 500)
  const loaded = watcher.megabytes()
  const [before, { position }] = [await nodes.asked(), await store.head('chain-watcher')]
  const cpuBeforeMs = watcher.cpuMs()
  const { solid, paying } = await nodes.mine(blocks, payingOne)
  const minedAtMs = performance.now()
  await watcher.says(hasReadThrough(solid), 50)
  const blocksPerSecond = (solid - first) / ((performance.now() - minedAtMs) / 1_000)
  const cpuMsABlock = (watcher.cpuMs() - cpuBeforeMs) / (solid - first)
  const after = await nodes.asked()
  const afterBlocks = watcher.megabytes()
  await watcher.stop()
  const found = await transfersSolid(store, position)
  if (found !== paying) throw new Error(`${found} transfers are solid of ${paying}`)
  const callsABlock = after.solidBlocks.map((calls, node) => (calls - (before.solidBlocks[node] ?? 0)) / (solid - first))
  if (start.nodes === 1 && callsABlock[0] !== 2) throw new Error(`${callsABlock[0]} calls a block, not two`)
  console.log(JSON.stringify({
    addresses, ...start, delayMs, loadMs, loaded, blocksPerSecond, ratio: blocksPerSecond / chainBlocksPerSecond,
    callsABlock, cpuMsABlock, afterBlocks,
  }))
}

const main = async (): Promise<void> => {
  const [postgres, nats, nodes] = await Promise.all([launchPostgres({ own: true }), launchNats({ own: true }), startNodes()])
  const database = await createDatabase(postgres.adminUrl)
  const config = {
    EVENT_STORE_URL: database, DATABASE_URL: database, NATS_URL: nats.url, LISTEN_HOST: '127.0.0.1', LOG_LEVEL: 'error',
    CHAIN_TOKENS: encodeAddress(token), CHAIN_POLL_MS: '200', CHAIN_NODE_CALLS_PER_S: '10000',
    CHAIN_START_AFTER: String(firstEmptyBlocks),
  }
  await (await boot(chainWatcher, { env: {}, migrate: true, config: { ...config, PORT: 0 } })).stop()
  const store = await PostgresEventStore.open({ url: database })
  await seed(store)
  const [flags = ''] = flagSets
  await measure({ when: 'unconfirmed', flags, nodes: 1, payingOne: 1 }, config, nodes, store)
  for (const set of flagSets) await measure({ when: 'restarted', flags: set, nodes: 1, payingOne: 1 }, config, nodes, store)
  await measure({ when: 'restarted', flags, nodes: 2, payingOne: 1 }, config, nodes, store)
  await measure({ when: 'restarted', flags, nodes: 2, payingOne: 10 }, config, nodes, store)
  await store.close()
  nodes.stop()
  await nats.stop()
  await postgres.stop()
}

await main()
