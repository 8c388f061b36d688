import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openEventStore, prepareDatabase, prepareEventStore } from '@stablegate/host'
import type { EventStore, StoredEvent } from '@stablegate/kernel'
import { Frontier, leafBytes, parseSignedCheckpoint, type SignedCheckpoint } from '@stablegate/proof'
import { isSignedBy, sha256, signerOfSeed } from '@stablegate/proof/node'
import { testDatabase } from '@stablegate/testing'
import pg from 'pg'
import { Archive } from './publish/archive.ts'
import { Publisher } from './publish/publisher.ts'
import { LogSealer, type SealingTools } from './sealing/log-sealer.ts'
import { sealer } from './service.ts'
import { TreeStore } from './store/tree-store.ts'

const log = 'ledger'
const signer = signerOfSeed('seal.example', new Uint8Array(32).fill(3))
const settings = { origin: 'seal.example', signers: [signer], folder: undefined, witnesses: [] }

/** A log on real Postgres, a folder for what is published, and sealers of them by hand. */
export class Stage {
  readonly folder = mkdtempSync(join(tmpdir(), 'stablegate-seal-'))
  readonly archive = new Archive(this.folder)
  readonly url: string
  events: EventStore
  readonly pool: pg.Pool
  readonly store: TreeStore
  #nowMs = 1_760_000_000_000

  private constructor(url: string, events: EventStore) {
    this.url = url
    this.events = events
    this.pool = new pg.Pool({ connectionString: url, max: 6, options: '-c search_path=sealer' })
    this.store = new TreeStore(this.pool)
  }

  static async open(): Promise<Stage> {
    const url = await testDatabase()
    await prepareEventStore(url)
    await prepareDatabase(url, [sealer])
    return new Stage(url, await openEventStore(url))
  }

  /** As a service that was started again sees the store. */
  async reopen(): Promise<void> {
    await this.events.close()
    this.events = await openEventStore(this.url)
  }

  async close(): Promise<void> {
    await this.events.close()
    await this.pool.end()
    rmSync(this.folder, { recursive: true })
  }

  async append(count: number): Promise<void> {
    for (let left = count; left > 0; left -= 100) {
      const events = Array.from({ length: Math.min(left, 100) }, (_, at) => ({
        id: randomUUID(), type: 'thing.done', version: 1, data: JSON.stringify({ amountMicro: `${at}` }), metadata: '{"atMs":1}',
      }))
      await this.events.append({ log, streams: [{ stream: `ledger.thing-${randomUUID()}`, expected: 'none', events }] })
    }
  }

  sealer(tools: Partial<SealingTools> = {}): LogSealer {
    return new LogSealer(log, {
      events: this.events, store: this.store, archive: this.archive, settings, lookBackEvents: 1_024,
      now: () => { this.#nowMs += 1; return this.#nowMs }, ...tools,
    })
  }

  publisher(archive: Archive = this.archive): Publisher {
    return new Publisher({ store: this.store, archive, witnesses: [], onFailure: () => undefined })
  }

  /** A round and what follows it, as the worker does them. */
  async round(one: LogSealer = this.sealer()) {
    const sealed = await one.round(new AbortController().signal)
    if (sealed) await this.publisher().publish(sealed.tree)
    return sealed
  }

  async signed(): Promise<readonly SignedCheckpoint[]> {
    const { rows } = await this.pool.query<{ note: string }>('select note from checkpoints order by size')
    return rows.map(({ note }) => parseSignedCheckpoint(note)!)
  }

  /** As an administrator of the database can. */
  async asSuperuser(...statements: readonly string[]): Promise<void> {
    const client = new pg.Client({ connectionString: this.url })
    await client.connect()
    await client.query('alter table eventstore.event disable trigger all; alter table eventstore.log disable trigger all')
    for (const statement of statements) await client.query(statement)
    await client.end()
  }

  async all(): Promise<readonly StoredEvent[]> {
    return await this.events.readLog(log, 0, 100_000)
  }

  /** Each checkpoint is signed, larger than the one before, and the root of its events as they are. */
  async faultsOfSigned(): Promise<readonly string[]> {
    const [signed, all] = [await this.signed(), await this.all()]
    const roots = new Map<number, string>()
    const frontier = new Frontier(sha256)
    for (const event of all) {
      frontier.append(leafBytes(event))
      roots.set(frontier.size, Buffer.from(frontier.root()).toString('hex'))
    }
    return signed.flatMap(({ size, root, note }, at) => [
      ...(roots.get(size) === Buffer.from(root).toString('hex') ? [] : [`another root at ${size}`]),
      ...(isSignedBy(note, signer.key) ? [] : [`no signature at ${size}`]),
      ...(at > 0 && size <= (signed[at - 1]?.size ?? 0) ? [`${size} after ${signed[at - 1]?.size}`] : []),
    ])
  }
}
