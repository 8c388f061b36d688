import { boot } from '@stablegate/host'
import { viewConsumer, viewTable } from '@stablegate/kernel'
import { ledger } from '@stablegate/ledger'
import { createDatabase } from '@stablegate/testing'
import pg from 'pg'
import type { Benchmark, Row, Say } from '../row.ts'
import { quantile } from '../rounds.ts'
import { hostConfig, startNats, startPostgres } from '../servers.ts'
import { openOurLedger } from './our-ledger.ts'
import { transfersOf } from './transfers.ts'

const transfers = 100_000
const inFlight = 512
const runs = 3
const pageEvents = 2_000

const seconds = async (work: () => Promise<unknown>): Promise<number> => {
  const startedAtMs = performance.now()
  await work()
  return (performance.now() - startedAtMs) / 1000
}

const best = (values: readonly number[]): number => Math.min(...values)

type Urls = { readonly database: string; readonly nats: string }

/** A log of so many transfers, with nobody at work on it any more. */
const fill = async (urls: Urls): Promise<void> => {
  const ours = await openOurLedger(urls.database, urls.nats)
  const { work, settle } = ours.contender(transfersOf('uniform', 'ours'), 'in process')
  let left = transfers
  await Promise.all(Array.from({ length: inFlight }, async () => {
    while (left > 0) {
      left -= 1
      await work()
    }
  }))
  await settle?.()
  await ours.audit()
  await ours.close()
}

type Texts = { readonly data: string; readonly metadata: string }

/** The same events read from the same table, held to the index as the store is. */
const readAll = async (client: pg.Client, each: (row: Texts) => void): Promise<number> => {
  let [last, count] = ['0', 0]
  for (;;) {
    const { rows } = await client.query<Texts & { readonly position: string }>({
      name: 'read',
      text: 'select id, stream, revision, log, position, type, version, data, metadata from eventstore.event '
        + `where log = 'ledger' and position > $1 order by log, position limit ${pageEvents}`,
      values: [last],
    })
    for (const row of rows) each(row)
    count += rows.length
    last = rows.at(-1)?.position ?? last
    if (rows.length < pageEvents) return count
  }
}

const parse = ({ data, metadata }: Texts): void => {
  if (!JSON.parse(data) || !JSON.parse(metadata)) throw new Error('an event has no data')
}

/** The parts of what no program can leave out: the driver alone, then `JSON.parse` alone, then both. */
const measureReading = async (
  client: pg.Client,
): Promise<{ readonly events: number; readonly driver: number; readonly json: number; readonly both: number }> => {
  const texts: Texts[] = []
  await readAll(client, (row) => texts.push(row))
  const driver = await seconds(() => readAll(client, () => undefined))
  const json = await seconds(async () => { for (const row of texts) parse(row) })
  const both = await seconds(() => readAll(client, parse))
  return { events: texts.length, driver, json, both }
}

/** A restart: how long the first command waits until the whole book is folded from the log again. */
const firstCommand = async (urls: Urls, number: number): Promise<number> => {
  const running = await boot(ledger, hostConfig(urls.database, urls.nats))
  await running.ready()
  const id = `00000000-0000-4000-8000-00000000000${number}`
  const nothing = { kind: 'void_pending', id: `none-${number}`, pending: 'none', category: 'void' }
  const data = { ledger: 'usdt-sandbox', transfers: [nothing], memo: {} }
  const envelope = { id, type: 'ledger.book.transfer', data, actor: 'bench', correlationId: id, causationId: id }
  const spent = await seconds(async () => {
    const answer = await running.handle('ledger', envelope)
    if (answer.status !== 'accepted') throw new Error(`the ledger answered ${answer.status}`)
  })
  await running.stop()
  return spent
}

/** Both views from nothing until the service calls itself ready. */
const fillViews = async (
  urls: Urls, client: pg.Client,
): Promise<{ readonly spent: number; readonly rows: number }> => {
  for (const view of ledger.views) {
    await client.query(`truncate ledger.${viewTable(view)}`)
    await client.query('delete from ledger.host_cursors where consumer = $1', [viewConsumer(view)])
    await client.query('update ledger.host_views set filled = false where name = $1', [view.name])
  }
  const running = await boot(ledger, hostConfig(urls.database, urls.nats))
  const spent = await seconds(() => running.ready(120_000))
  await running.stop()
  const counts = await Promise.all(ledger.views.map(async (view) => {
    const { rows } = await client.query<{ count: string }>(`select count(*) from ledger.${viewTable(view)}`)
    return Number(rows[0]?.count)
  }))
  return { spent, rows: counts.reduce((sum, count) => sum + count, 0) }
}

/** The ceiling of views: the same lines from table to table inside the server, in one statement. */
const copyLines = async (client: pg.Client): Promise<number> => {
  const entries = ledger.views.find(({ name }) => name === 'entries')
  if (entries === undefined) throw new Error('the ledger has no entries')
  const from = `ledger.${viewTable(entries)}`
  await client.query(`drop table if exists copied; create table copied (like ${from} including indexes)`)
  return seconds(() => client.query(`insert into copied select * from ${from} order by position, line`))
}

const replay = async (urls: Urls, say: Say): Promise<readonly Row[]> => {
  const client = new pg.Client({
    connectionString: urls.database,
    options: '-c enable_seqscan=off -c enable_bitmapscan=off -c jit=off',
  })
  await client.connect()
  const [folded, filled, copied]: [number[], number[], number[]] = [[], [], []]
  const [read, driver, json]: [number[], number[], number[]] = [[], [], []]
  let [events, rows] = [0, 0]
  for (let run = 1; run <= runs; run += 1) {
    const views = await fillViews(urls, client)
    rows = views.rows
    filled.push(views.spent)
    copied.push(await copyLines(client))
    folded.push(await firstCommand(urls, run))
    const reading = await measureReading(client)
    events = reading.events
    read.push(reading.both)
    driver.push(reading.driver)
    json.push(reading.json)
    const of = (values: readonly number[]): string => `${values.at(-1)?.toFixed(2)} s`
    say(`  replay, run ${run}: ${events} events folded in ${of(folded)}, read and parsed in ${of(read)} `
      + `(driver alone ${of(driver)}, JSON alone ${of(json)}); ${rows} rows filled in ${of(filled)}, `
      + `copied in ${of(copied)}`)
  }
  await client.end()
  const figures = (
    count: number, own: readonly number[], other: readonly number[],
  ): Omit<Row, 'name' | 'unit' | 'peer'> => ({
    ours: count / best(own), theirs: count / best(other), ratio: best(other) / best(own),
    p50Ms: quantile(own, 0.5) * 1000, p99Ms: quantile(own, 1) * 1000,
  })
  return [
    {
      name: 'replay of the log into the decider of the ledger', unit: 'events/s',
      peer: 'read and parsed as JSON', ...figures(events, folded, read),
    },
    {
      name: 'ceiling of that: the driver alone', unit: 'events/s',
      peer: 'JSON.parse alone', ...figures(events, driver, json),
    },
    {
      name: 'replay of the log into the views of the ledger', unit: 'rows/s',
      peer: 'lines copied in the server', ...figures(rows, filled, copied),
    },
  ]
}

/** What a restart and a new version of a view wait for, over a log of transfers. */
export const ledgerReplay: Benchmark = {
  name: 'ledger replay',
  run: async (say) => {
    const [server, nats] = await Promise.all([startPostgres('replay'), startNats('replay')])
    try {
      const urls = { database: await createDatabase(server.adminUrl), nats: nats.url }
      await fill(urls)
      return await replay(urls, say)
    } finally {
      await Promise.all([server.stop(), nats.stop()])
    }
  },
}
