import { randomUUID } from 'node:crypto'
import { getPostgreSQLEventStore } from '@event-driven-io/emmett-postgresql'
import type { NewEvent } from '@stablegate/kernel'
import { PostgresEventStore, ensureEventStoreSchema } from '@stablegate/kernel/postgres'
import pg from 'pg'
import type { Contender } from '../rounds.ts'
import { sampleData, sampleMetadata } from './event-sample.ts'

/** Both append to a stream of its own each time, and both check that it is new. */
export type Appender = {
  readonly contender: (eventsPerAppend: number) => Contender
  /** Events that were acknowledged and events that are there. */
  readonly audit: () => Promise<{ readonly acknowledged: number; readonly stored: number }>
  readonly close: () => Promise<void>
}

const countIn = async (url: string, sql: string): Promise<number> => {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    const { rows } = await client.query<{ count: string }>(sql)
    return Number(rows[0]?.count)
  } finally {
    await client.end()
  }
}

const log = 'bench'

export const openOurs = async (url: string): Promise<Appender> => {
  await ensureEventStoreSchema(url)
  const store = await PostgresEventStore.open({ url })
  let acknowledged = 0
  const newEvent = (): NewEvent => ({
    id: randomUUID(),
    type: 'payment.offerMade',
    version: 1,
    data: JSON.stringify(sampleData),
    metadata: JSON.stringify(sampleMetadata),
  })
  return {
    contender: (eventsPerAppend) => ({
      name: 'stablegate',
      work: async () => {
        const events = Array.from({ length: eventsPerAppend }, newEvent)
        const stream = `${log}.payment-${randomUUID()}`
        const result = await store.append({ log, streams: [{ stream, expected: 'none', events }] })
        if (result.status !== 'appended') throw new Error('a new stream was there already')
        acknowledged += eventsPerAppend
        return eventsPerAppend
      },
    }),
    audit: async () => ({
      acknowledged, stored: await countIn(url, 'select count(*) from eventstore.event'),
    }),
    close: () => store.close(),
  }
}

/** Connections of the peer: its default. With 32 it did less here, at every load but batches. */
const peerConnections = 10

export const openEmmett = async (url: string): Promise<Appender> => {
  const pool = new pg.Pool({ connectionString: url, max: peerConnections })
  pool.on('error', () => {})
  const store = getPostgreSQLEventStore(url, { connectionOptions: { pool } })
  await store.schema.migrate()
  let acknowledged = 0
  return {
    contender: (eventsPerAppend) => ({
      name: 'emmett-postgresql',
      work: async () => {
        const events = Array.from({ length: eventsPerAppend }, () => ({
          type: 'payment.offerMade', data: sampleData, metadata: sampleMetadata,
        }))
        await store.appendToStream(`payment:${randomUUID()}`, events, {
          expectedStreamVersion: 'STREAM_DOES_NOT_EXIST',
        })
        acknowledged += eventsPerAppend
        return eventsPerAppend
      },
    }),
    audit: async () => ({
      acknowledged, stored: await countIn(url, 'select count(*) from emt_messages'),
    }),
    close: async () => {
      await store.close()
      await pool.end()
    },
  }
}
