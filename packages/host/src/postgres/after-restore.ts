import { viewConsumer, viewsOf, viewTable, type EventStore, type Service } from '@stablegate/kernel'
import pg from 'pg'
import { schemaOf } from './prepare.ts'

const quote = pg.escapeIdentifier

/** What became of the consumers of a service. */
export type Restored = {
  readonly service: string
  /** Views that had folded events which the restored log does not hold: they are filled anew. */
  readonly emptied: readonly string[]
  /** Reactions and processes that had handled such events: what they caused elsewhere stands. */
  readonly setBack: readonly string[]
}

type Kept = { readonly consumer: string; readonly log: string; readonly position: string }

const restoreService = async (
  client: pg.Client, store: EventStore, service: Service,
): Promise<Restored> => {
  const schema = quote(schemaOf(service))
  const cursors = `${schema}.host_cursors`
  const views = new Map(viewsOf(service).map((view) => [viewConsumer(view), view]))
  const { rows } = await client.query<Kept>(`select consumer, log, position from ${cursors}`)
  const emptied: string[] = []
  const setBack: string[] = []
  for (const { consumer, log, position } of rows) {
    const head = await store.head(log)
    const isBeyond = Number(position) > head.position
    const view = views.get(consumer)
    if (isBeyond && consumer.startsWith('view:')) {
      emptied.push(consumer)
      await client.query(`delete from ${cursors} where consumer = $1 and log = $2`, [consumer, log])
      // The view of an older program is none of this one's: without its cursor nobody reads it.
      if (view === undefined) continue
      await client.query(`truncate ${schema}.${quote(viewTable(view))}`)
      await client.query(
        `update ${schema}.host_views set filled = false where name = $1 and version = $2`,
        [view.name, view.version])
      continue
    }
    if (isBeyond) setBack.push(consumer)
    await client.query(
      `update ${cursors} set incarnation = $3, position = least(position, $4)
       where consumer = $1 and log = $2`, [consumer, log, head.incarnation, head.position])
    await client.query(
      `delete from ${schema}.host_parked where consumer = $1 and log = $2 and position > $3`,
      [consumer, log, head.position])
  }
  return { service: service.name, emptied, setBack }
}

/**
 * After a restore of the event store, with its new incarnation, and before anything was appended:
 * everything up to the head is what the consumers had read before, so their cursors take the new
 * incarnation; what they had read beyond it is gone, so views are emptied and the others set back.
 */
export const acceptRestored = async (
  databaseUrl: string, store: EventStore, services: readonly Service[],
): Promise<readonly Restored[]> => {
  const client = new pg.Client({ connectionString: databaseUrl, application_name: 'stablegate-migrate' })
  client.on('error', () => undefined)
  await client.connect()
  try {
    await client.query('begin')
    const restored: Restored[] = []
    for (const service of services) restored.push(await restoreService(client, store, service))
    await client.query('commit')
    return restored
  } finally {
    await client.end().catch(() => undefined)
  }
}
